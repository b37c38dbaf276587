using System.Reflection;

namespace JitBot.Playground.Page;

/// <summary>The page's own files, which are part of this program.</summary>
internal static class PageFiles
{
    private const string Prefix = "Page/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly Assembly Own = typeof(PageFiles).Assembly;

    public static IEnumerable<string> Names => Own.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]);

    public static IResult Read(string name) => Results.Stream(Own.GetManifestResourceStream(Prefix + name)!, Types[Path.GetExtension(name)]);
}
