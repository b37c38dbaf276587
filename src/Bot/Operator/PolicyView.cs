using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Policy;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary>A policy on a terminal: what each rule comes to, and what deserves a thought.</summary>
internal static class PolicyView
{
    public static void Write(IAnsiConsole console, string file, PolicyDocument policy, ImmutableArray<string> warnings)
    {
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture, $"[green bold]{file}[/] is right: {Count(policy.Rules.Length, "rule")} and a fallback, policy {policy.Version}.");
        console.WriteLine();
        var table = new Table().Border(TableBorder.None)
            .AddColumn(new TableColumn("  ").RightAligned())
            .AddColumn("RULE")
            .AddColumn("VERDICT")
            .AddColumn(new TableColumn("LONGEST").NoWrap());
        foreach (var (place, rule) in policy.Rules.Index())
        {
            table.AddRow(new Text(string.Create(CultureInfo.InvariantCulture, $"{place + 1}")), new Text(rule.Name), Verdict(rule), new Text(PolicyWords.Longest(rule)));
        }

        table.AddRow(new Text(""), new Text("fallback"), Verdict(policy.Fallback), new Text(PolicyWords.Longest(policy.Fallback)));
        console.Write(table);
        if (warnings.IsEmpty)
        {
            return;
        }

        console.WriteLine();
        foreach (var warning in warnings)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]Warning:[/] {warning}");
        }
    }

    private static Text Verdict(PolicyRule rule) => new(
        PolicyWords.Verdict(rule), rule.Deny is not null ? new Style(Color.Red) : rule.IsAutomatic ? new Style(Color.Green) : Style.Plain);

    private static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
