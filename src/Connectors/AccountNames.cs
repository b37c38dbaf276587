using System.Text;
using JitBot.Core.People;
using JitBot.Core.Requests;

namespace JitBot.Connectors;

/// <summary>The names of the logins JitBot makes: <c>jit_dana_k3v7…</c>.</summary>
internal static class AccountNames
{
    private const string Prefix = "jit_";
    private const string Nobody = "user";

    /// <summary>Only <c>a–z0–9_</c>. The request's id is never cut: two names that differ only in what was cut off would be one account.</summary>
    /// <param name="mostBytes">The engine's limit on names.</param>
    public static string For(PersonId person, RequestId request, int mostBytes)
    {
        var room = mostBytes - Prefix.Length - 1 - request.Value.Length;
        var name = LocalPart(person.Value);
        return $"{Prefix}{name[..Math.Min(name.Length, room)]}_{request.Value}";
    }

    private static string LocalPart(string person)
    {
        var name = new StringBuilder();
        foreach (var sign in person.Split('@')[0].ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(sign))
            {
                name.Append(sign);
            }
            else if (name.Length > 0 && name[^1] != '_')
            {
                name.Append('_');
            }
        }

        var trimmed = name.ToString().TrimEnd('_');
        return trimmed.Length == 0 ? Nobody : trimmed;
    }
}
