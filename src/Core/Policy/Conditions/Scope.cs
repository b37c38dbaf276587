using System.Diagnostics.CodeAnalysis;

namespace JitBot.Core.Policy.Conditions;

/// <summary>What a macro's variable stands for, within its body. The innermost name wins, also over the roots.</summary>
internal sealed record Scope<T>(string Name, T Stands, Scope<T>? Outer)
    where T : class;

internal static class Scopes
{
    public static bool TryFind<T>(this Scope<T>? scope, string name, [NotNullWhen(true)] out T? stands)
        where T : class
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope.Name == name)
            {
                stands = scope.Stands;
                return true;
            }
        }

        stands = null;
        return false;
    }

    /// <summary>The name that a chain of fields spells, <c>a.b.c</c>, which some root may have; null for other nodes and for longer chains.</summary>
    public static string? Spelled<T>(this Scope<T>? scope, Node node, int most = 6)
        where T : class => node switch
        {
            _ when most == 0 => null,
            Node.Identifier identifier => identifier.IsRoot || !scope.TryFind(identifier.Name, out _) ? identifier.Name : null,
            Node.Select select => scope.Spelled(select.Operand, most - 1) is { } operand ? $"{operand}.{select.Field}" : null,
            _ => null,
        };
}
