using System.Collections.Immutable;
using JitBot.Bot.Configuration;
using JitBot.Core;
using JitBot.Core.Policy;

namespace JitBot.Bot.Operator;

/// <summary>Something an operator wants to hold: who asks for what, and what the policy has to say to it.</summary>
internal sealed record PolicyCase(string Name, RequestFacts Facts, Expectation Expected);

/// <summary>What a case expects; null or empty asks nothing.</summary>
/// <param name="Verdict">One of <see cref="Ruling.Verdicts"/>.</param>
/// <param name="Groups">Each is named in some step, or joins in later.</param>
/// <param name="Message">What the words of a denial hold, in any case.</param>
internal sealed record Expectation(string? Rule, string? Verdict, ImmutableArray<string> Groups, string? Message)
{
    /// <summary>What was expected and what was found instead; nothing if all is as expected.</summary>
    public IEnumerable<Mismatch> Against(Judgement judgement)
    {
        var ruling = judgement.Ruling;
        if (Rule is not null && !string.Equals(Rule, ruling.Rule, StringComparison.OrdinalIgnoreCase))
        {
            var known = judgement.Policy.Rules.Append(judgement.Policy.Fallback).Select(rule => rule.Name).ToArray();
            var nearest = known.Contains(Rule, StringComparer.OrdinalIgnoreCase) ? "" : $" (there is no such rule; the nearest is {PlainText.Nearest(Rule, known, 1)[0]})";
            yield return new("rule", Rule + nearest, ruling.Rule);
        }

        if (Verdict is not null && Verdict != ruling.Verdict)
        {
            yield return new("verdict", Verdict, ruling.Verdict == Ruling.Asked ? $"{ruling.Verdict}: {ruling.Who}" : ruling.Verdict);
        }

        ImmutableArray<string> decide = judgement.Verdict.Denied is null ? judgement.Verdict.Pinned.AllGroups : [];
        if (Groups.Except(decide, StringComparer.OrdinalIgnoreCase).Any())
        {
            yield return new("groups", string.Join(", ", Groups), decide.IsEmpty ? "none" : string.Join(", ", decide));
        }

        if (Message is not null && judgement.Verdict.Denied?.Contains(Message, StringComparison.OrdinalIgnoreCase) != true)
        {
            yield return new("message", Message, judgement.Verdict.Denied ?? "none: it is not denied");
        }
    }
}

internal sealed record Mismatch(string What, string Expected, string Found);

/// <summary>The cases beside a policy: a JSON file, in which comments and trailing commas may stand. <c>policy.sample.tests.json</c> shows how.</summary>
internal static class PolicyCases
{
    private const string Example = """
        "Cases": [ { "As": "dana", "Target": "hr-prod", "Level": "write", "Expect": { "Verdict": "asked" } } ]
        """;

    /// <summary>Where they are looked for: <c>policy.tests.json</c> beside <c>policy.json</c>.</summary>
    public static string Beside(string policyFile) => Path.ChangeExtension(policyFile, $".tests{Path.GetExtension(policyFile)}");

    /// <param name="now">UTC; when a case is asked that does not say it.</param>
    /// <exception cref="UnusableFileException">There is something wrong with it; it lists everything.</exception>
    public static ImmutableArray<PolicyCase> Read(string path, Organisation organisation, DateTimeOffset now)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new UnusableFileException(path, [new(path, $"cannot be read: {unreadable.Message.TrimEnd('.')}", $"{{ {Example} }}")]);
        }

        var (file, broken) = PlacedJson.Parse(text, Path.GetFileName(path), $"{{ {Example} }}");
        if (file is null)
        {
            throw new UnusableFileException(path, [broken!]);
        }

        var settings = Settings.Whole(file.Configuration);
        var cases = settings.Sections("Cases").Select(entry => ReadCase(entry.Section, organisation, now)).ToArray();
        if (cases.Length == 0)
        {
            settings.Problem("Cases", "has no entry", Example);
        }

        settings.NoteUnread();
        return settings.Problems.Count == 0 ? [.. cases.OfType<PolicyCase>()] : throw new UnusableFileException(path, file.Place(settings.Problems));
    }

    private static PolicyCase? ReadCase(Settings settings, Organisation organisation, DateTimeOffset now)
    {
        var name = settings.OptionalText("Name");
        var expected = ReadExpectation(settings.Section("Expect"), organisation);
        var (facts, problems) = SituationReader.Read(ReadSituation(settings), organisation, now);
        foreach (var problem in problems)
        {
            var example = problem.Key is nameof(Situation.Tables) or nameof(Situation.Schemas) or nameof(Situation.MaskedColumns) ? $"[\"{problem.Example}\"]" : $"\"{problem.Example}\"";
            settings.Problem(problem.Key, problem.What, $"\"{problem.Key}\": {example}");
        }

        return facts is null ? null : new(name ?? JudgementView.Asked(facts, organisation), facts, expected);
    }

    private static Situation ReadSituation(Settings settings) => new()
    {
        As = settings.OptionalText(nameof(Situation.As)),
        Target = settings.OptionalText(nameof(Situation.Target)),
        Level = settings.OptionalText(nameof(Situation.Level)),
        Database = settings.OptionalText(nameof(Situation.Database)),
        Tables = settings.Names(nameof(Situation.Tables), "\"public.title\"", required: false),
        Schemas = settings.Names(nameof(Situation.Schemas), "\"public\"", required: false),
        For = settings.OptionalText(nameof(Situation.For)),
        Reason = settings.OptionalText(nameof(Situation.Reason)),
        Ticket = settings.OptionalText(nameof(Situation.Ticket)),
        Unmask = settings.Flag(nameof(Situation.Unmask)),
        MaskedColumns = settings.Names(nameof(Situation.MaskedColumns), "\"public.employee.email\"", required: false),
        DataExport = settings.Flag(nameof(Situation.DataExport)),
        Statement = settings.OptionalText(nameof(Situation.Statement)),
        SourceIp = settings.OptionalText(nameof(Situation.SourceIp)),
        At = settings.OptionalText(nameof(Situation.At)),
        Incident = settings.OptionalText(nameof(Situation.Incident)),
        ActiveGrants = settings.Number(nameof(Situation.ActiveGrants), 0, 0, 10_000),
    };

    private static Expectation ReadExpectation(Settings settings, Organisation organisation)
    {
        var expected = new Expectation(
            settings.OptionalText("Rule"), settings.OptionalText("Verdict"), settings.Names("Groups", "\"dba\"", required: false), settings.OptionalText("Message"));
        if (expected is { Rule: null, Verdict: null, Groups.IsEmpty: true, Message: null })
        {
            settings.Problem("", "asks nothing, so the case could not fail", "\"Expect\": { \"Rule\": \"production writes\", \"Verdict\": \"asked\" }");
        }

        if (expected.Verdict is { } verdict && !Ruling.Verdicts.Contains(verdict, StringComparer.Ordinal))
        {
            settings.Problem("Verdict", $"is '{verdict}', not one of {string.Join(", ", Ruling.Verdicts)}", $"\"Verdict\": \"{PlainText.Nearest(verdict, Ruling.Verdicts, 1)[0]}\"");
        }

        foreach (var unknown in expected.Groups.Where(group => !organisation.Groups.ContainsKey(group)))
        {
            settings.Problem("Groups", $"names the group '{unknown}', which is not under JitBot:Groups",
                $"\"Groups\": [\"{PlainText.Nearest(unknown, organisation.Groups.Keys, 1).FirstOrDefault("dba")}\"]");
        }

        return expected;
    }
}
