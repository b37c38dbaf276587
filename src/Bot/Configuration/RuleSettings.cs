using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Bot.Configuration;

/// <summary>One rule of a policy file.</summary>
internal static class RuleSettings
{
    public static readonly TimeSpan LongestEver = TimeSpan.FromDays(30);

    private const int LongestName = 60;
    private const int LongestMessage = 500;
    private const int LongestPattern = 500;
    private static readonly string[] OfDecisions =
        ["Approval", "Longest", "ExtendsWithoutApproval", "Risk", "LapsesAfter", "RemindBefore", "Channels", "Reason", "Ticket"];

    private const string Approval = """
        "Approval": [ { "Groups": [ "dba" ] } ]
        """;

    public static PolicyRule ReadRule(Settings settings, Organisation organisation)
    {
        var deny = Short(settings, "Deny", LongestMessage);
        var rule = deny is null ? ReadDecision(settings, organisation) : new() { Name = "", Deny = deny };
        foreach (var key in OfDecisions.Where(key => deny is not null && settings.Has(key)))
        {
            settings.Problem("Deny", $"stands beside {key}: a rule either refuses, or says who decides and how", "one of both");
            settings.Skip(key);
        }

        return rule with
        {
            Name = Short(settings, "Name", LongestName) ?? Missing(settings, "Name", "\"Name\": \"production writes\""),
            When = ReadCondition(settings, organisation),
        };
    }

    public static PolicyRule ReadFallback(Settings settings, Organisation organisation)
    {
        var rule = ReadDecision(settings, organisation);
        if (rule.IsAutomatic)
        {
            settings.Problem("Approval", "names nobody: what no rule matches is for people to decide", Approval);
        }

        return rule;
    }

    private static PolicyRule ReadDecision(Settings settings, Organisation organisation)
    {
        var rule = Read(settings, organisation);
        if (rule.Steps.Any(step => step.EscalateAfter >= rule.LapsesAfter))
        {
            settings.Problem("LapsesAfter", "comes before a step's EscalateAfter, so nobody would ever join in", "\"EscalateAfter\": \"00:30:00\", \"LapsesAfter\": \"04:00:00\"");
        }

        return rule;
    }

    private static PolicyRule Read(Settings settings, Organisation organisation) => new()
    {
        Name = "fallback",
        Steps = ReadSteps(settings, organisation),
        Longest = ReadLongest(settings),
        LongestByKind = settings.Sections("Longest").Where(entry => RequestKinds.All.Contains(entry.Name, StringComparer.Ordinal))
            .ToImmutableDictionary(entry => entry.Name, entry => settings.Duration($"Longest:{entry.Name}", LongestEver), StringComparer.Ordinal),
        ExtendsWithoutApproval = settings.Flag("ExtendsWithoutApproval"),
        Risk = Short(settings, "Risk", 30),
        LapsesAfter = settings.OptionalDuration("LapsesAfter", LongestEver) ?? PolicyRule.UsualLapse,
        RemindBefore = settings.OptionalDuration("RemindBefore", TimeSpan.FromDays(1)),
        Channels = settings.Has("Channels") ? TargetSettings.ReadChannels(settings) : ImmutableDictionary<string, string>.Empty,
        Reason = ReadText(settings.Section("Reason"), required: true),
        Ticket = ReadText(settings.Section("Ticket"), required: false),
    };

    /// <summary>One length of time for every kind, or one for each.</summary>
    private static TimeSpan ReadLongest(Settings settings)
    {
        if (!settings.Sections("Longest").Any())
        {
            return settings.Duration("Longest", LongestEver);
        }

        foreach (var (name, section) in settings.Sections("Longest").Where(entry => !RequestKinds.All.Contains(entry.Name, StringComparer.Ordinal)))
        {
            section.Problem("", $"is for no kind of request there is ({string.Join(", ", RequestKinds.All)})", "\"Longest\": { \"login\": \"02:00:00\" }");
        }

        return settings.Sections("Longest").Select(entry => settings.OptionalDuration($"Longest:{entry.Name}", LongestEver) ?? LongestEver).Min();
    }

    private static ImmutableArray<ApprovalStep> ReadSteps(Settings settings, Organisation organisation)
    {
        if (settings.OptionalText("Approval") is { } word)
        {
            if (!word.Equals("automatic", StringComparison.OrdinalIgnoreCase))
            {
                settings.Problem("Approval", $"is '{word}', neither automatic nor a list of steps", Approval);
            }

            return [];
        }

        var steps = settings.Sections("Approval").Select(entry => StepSettings.Read(entry.Section, organisation)).ToImmutableArray();
        if (steps.IsEmpty)
        {
            settings.Problem("Approval", "is missing: nobody is said to decide", $"{Approval}, or \"Approval\": \"automatic\"");
        }

        return steps;
    }

    private static Condition? ReadCondition(Settings settings, Organisation organisation)
    {
        const string Example = "\"When\": \"resource.environment_id == 'production' && request.level == 'write'\"";
        if (settings.OptionalText("When") is not { } text)
        {
            settings.Problem("When", "is missing", $"{Example}; \"true\" if it is for everything");
            return null;
        }

        switch (Condition.Read(text, PolicyVocabulary.Names))
        {
            case ConditionReading.Readable { Condition: var condition }:
                foreach (var problem in ConditionLiterals.Check(condition, organisation))
                {
                    Note(problem);
                }

                return condition;
            case ConditionReading.Unreadable unreadable:
                foreach (var problem in unreadable.Problems)
                {
                    Note(problem);
                }

                return null;
            default:
                throw new InvalidOperationException("Unknown reading.");
        }

        // In a file that writes its own texts in double quotes, conditions are easier to read with single ones.
        void Note(ConditionProblem problem) => settings.Problem(
            "When", $"cannot be used, at character {problem.Offset + 1}: {problem.What.TrimEnd('.')}", problem.Example.Replace('"', '\''),
            new(text, problem.Offset, problem.Length));
    }

    /// <summary>Reason or ticket: whether it has to be given, and what it has to look like.</summary>
    private static TextRule ReadText(Settings settings, bool required)
    {
        var isRequired = settings.OptionalText("Required") is null ? required : settings.Flag("Required");
        var hint = Short(settings, "Hint", 80);
        if (settings.OptionalText("Pattern") is not { } text)
        {
            return new(isRequired, null, hint);
        }

        var (pattern, problem) = text.Length > LongestPattern ? (null, $"it has {text.Length} characters, more than {LongestPattern}") : TextPattern.Read(text);
        if (problem is not null)
        {
            settings.Problem("Pattern", $"cannot be used: {problem}", "\"Pattern\": \"^[A-Z]+-[0-9]+$\"");
        }

        return new(isRequired, pattern, hint);
    }

    private static string? Short(Settings settings, string key, int most)
    {
        if (settings.OptionalText(key) is { Length: var length } text)
        {
            if (length > most)
            {
                settings.Problem(key, $"has {length} characters, more than {most}", "fewer words");
            }

            return text;
        }

        return null;
    }

    private static string Missing(Settings settings, string key, string example)
    {
        settings.Problem(key, "is missing", example);
        return "";
    }
}
