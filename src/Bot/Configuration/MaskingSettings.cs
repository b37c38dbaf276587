using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Bot.Configuration;

/// <summary>Which columns of a target are masked, and how.</summary>
internal static class MaskingSettings
{
    private const string RuleExample = "{ \"Columns\": [ \"email\", \"public.person.phone\" ], \"Mask\": \"partial(1,0)\" }";
    private const string Masks = "full, partial(first,last), range(1000), range(month), hash, null or plain";

    public static Masking Read(Settings settings) => new()
    {
        Rules = [.. settings.Sections("Rules").SelectMany(entry => ReadRules(entry.Section))],
        HidesUnclassified = ReadUnclassified(settings),
        ReadsComments = settings.Flag("ColumnComments"),
        Views = ReadViews(settings),
    };

    private static bool ReadUnclassified(Settings settings)
    {
        var text = settings.OptionalText("Unclassified") ?? "show";
        if (text is not ("show" or "hide"))
        {
            settings.Problem("Unclassified", $"is '{text}', not show or hide", "\"Unclassified\": \"hide\"");
        }

        return text == "hide";
    }

    private static IEnumerable<MaskingRule> ReadRules(Settings settings)
    {
        var mask = ReadMask(settings);
        foreach (var name in settings.Names("Columns", "\"public.person.email\"", required: true))
        {
            if (Parts(name) is { Length: >= 1 and <= 3 } parts)
            {
                yield return new(parts is [var schema, _, _] ? schema : "*", parts is [.., var table, _] ? table : "*", parts[^1], mask);
            }
            else
            {
                settings.Problem("Columns", $"has '{name}', which is not a column, table.column or schema.table.column; * stands for anything, and quotes keep dots within a name", RuleExample);
            }
        }
    }

    /// <summary>What cannot be read hides, should anything ever be done with it.</summary>
    private static Mask ReadMask(Settings settings)
    {
        var (mask, sql) = (settings.OptionalText("Mask"), settings.OptionalText("Expression"));
        if (sql is not null && mask is null)
        {
            return new(MaskKind.Expression) { Sql = sql };
        }

        if (mask is not null && sql is null && MaskText.Read(mask) is { } known)
        {
            return known;
        }

        settings.Problem(
            "Mask",
            mask is null ? $"is missing: {Masks}, or an Expression in SQL" : sql is not null ? "stands beside Expression: one of them" : $"is '{mask}', not {Masks}",
            RuleExample);
        return Mask.Hidden;
    }

    private static ImmutableDictionary<TableName, TableName> ReadViews(Settings settings)
    {
        const string Example = "\"Views\": { \"public.patient\": \"reporting.patient\" }";
        var views = ImmutableDictionary.CreateBuilder<TableName, TableName>();
        foreach (var (name, _) in settings.Sections("Views"))
        {
            var instead = settings.Text($"Views:{name}", Example);
            if (Parts(name) is [var schema, var table] && Parts(instead) is [var at, var view])
            {
                views[new(schema, table)] = new(at, view);
            }
            else
            {
                settings.Problem($"Views:{name}", "is not a table and a view instead of it, each with its schema", Example);
            }
        }

        return views.ToImmutable();
    }

    /// <returns>The names between the dots; none if one of them is empty.</returns>
    private static ImmutableArray<string> Parts(string name)
    {
        var parts = ImmutableArray.CreateBuilder<string>();
        var (start, quoted) = (0, false);
        for (var at = 0; at <= name.Length; at++)
        {
            if (at < name.Length && name[at] == '"')
            {
                quoted = !quoted;
            }
            else if (at == name.Length || (name[at] == '.' && !quoted))
            {
                parts.Add(Bare(name[start..at]));
                start = at + 1;
            }
        }

        return quoted || parts.Contains("", StringComparer.Ordinal) ? [] : parts.ToImmutable();
    }

    private static string Bare(string part) => part is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : part;
}
