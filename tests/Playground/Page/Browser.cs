using System.ComponentModel;
using System.Diagnostics;

namespace JitBot.Playground.Page;

/// <summary>The browser of whoever sits at this machine.</summary>
internal static class Browser
{
    /// <summary>False if nobody can be expected to look: no display, or root, as whom no browser should run. Never fails.</summary>
    public static bool TryOpen(string address)
    {
        if (Environment.IsPrivilegedProcess || !(OperatingSystem.IsMacOS() || Has("DISPLAY") || Has("WAYLAND_DISPLAY")))
        {
            return false;
        }

        try
        {
            // Through a shell, because what a browser prints is not ours to show and must not block it either.
            const string Quietly = "exec \"$0\" \"$1\" </dev/null >/dev/null 2>&1";
            var program = OperatingSystem.IsMacOS() ? "open" : "xdg-open";
            using var opener = Process.Start(new ProcessStartInfo("sh", ["-c", Quietly, program, address]) { UseShellExecute = false });
            return opener is not null;
        }
        catch (Win32Exception)
        {
            return false; // there is no shell
        }
    }

    private static bool Has(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
