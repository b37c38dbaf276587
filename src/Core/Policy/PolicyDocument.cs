using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;
using JitBot.Core.Targets;

namespace JitBot.Core.Policy;

/// <summary>One line of policy: to whom it applies, and what then.</summary>
public sealed record PolicyRule
{
    public static readonly TimeSpan UsualLapse = TimeSpan.FromHours(24);

    public required string Name { get; init; }

    /// <summary>Null asks nothing.</summary>
    public Condition? When
    {
        get;
        init
        {
            field = value;
            Mentions = value is null ? [] : [.. value.Root.Names().Select(name => name.Name).Distinct(StringComparer.Ordinal)];
            AsksForFields = value is not null && AsksFor(value.Root);
            IsOfOneTable = PolicyVocabulary.OfOneTable.Append("resource").Any(Mentions.Contains);
            IsOfOneDatabase = PolicyVocabulary.OfOneDatabase.Append("resource").Any(Mentions.Contains);
        }
    }

    /// <summary>The names in the condition, such as <c>request.level</c>.</summary>
    public ImmutableArray<string> Mentions { get; private init; } = [];

    /// <summary>Whether the condition asks for what there is (<c>has</c>), so that leaving something out changes what it says.</summary>
    public bool AsksForFields { get; private init; }

    /// <summary>What somebody is told to whom this is refused; null if it is not.</summary>
    public string? Deny { get; init; }

    /// <summary>Who has to approve, one step after the other; none if nobody has to.</summary>
    public ImmutableArray<ApprovalStep> Steps { get; init; } = [];

    /// <summary>The longest grant of each kind, by its name in <see cref="RequestKinds"/>; a kind that is not there takes <see cref="Longest"/>.</summary>
    public ImmutableDictionary<string, TimeSpan> LongestByKind { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Whether a holder may extend up to the longest duration in all without anybody deciding anew.</summary>
    public bool ExtendsWithoutApproval { get; init; }

    public string? Risk { get; init; }
    public TimeSpan LapsesAfter { get; init; } = UsualLapse;
    public TimeSpan? RemindBefore { get; init; }
    public ImmutableDictionary<string, string> Channels { get; init; } = ImmutableDictionary<string, string>.Empty;
    public TextRule Reason { get; init; } = new(IsRequired: true, null, null);
    public TextRule Ticket { get; init; } = TextRule.Nothing;

    public bool IsAutomatic => Deny is null && Steps.IsEmpty;

    /// <summary>Whether the condition speaks of one table, and so is judged for each.</summary>
    public bool IsOfOneTable { get; private init; }

    /// <summary>Whether the condition speaks of one database, or of one table, and so is judged for each.</summary>
    public bool IsOfOneDatabase { get; private init; }

    /// <summary>The rule as a request for this target keeps it.</summary>
    public PinnedRule Pin(string policyVersion, Target target, string kind) => new()
    {
        Name = Name,
        PolicyVersion = policyVersion,
        Steps = [.. Steps.Select(step => step with { Groups = Named(step.Groups, target), EscalateTo = Named(step.EscalateTo, target) })],
        LongestDuration = LongestByKind.GetValueOrDefault(kind, Longest),
        ExtendsWithoutApproval = ExtendsWithoutApproval,
        Risk = Risk,
        LapsesAfter = LapsesAfter,
        RemindBefore = RemindBefore,
        Channels = Channels,
    };

    private static bool AsksFor(Node node) => node is Node.Has || node.Parts.Any(AsksFor);

    private static ImmutableArray<string> Named(ImmutableArray<string> groups, Target target) =>
        [.. groups.SelectMany(group => group == ApprovalStep.TargetOwners ? target.Owners.AsEnumerable() : [group])];
}

/// <summary>What a rule asks of the reason or the ticket.</summary>
/// <param name="Pattern">What has to be found in it, where it has to look like something.</param>
/// <param name="Hint">How the operator says what it should look like, such as <c>HR-1234</c>.</param>
public sealed record TextRule(bool IsRequired, TextPattern? Pattern, string? Hint)
{
    public static readonly TextRule Nothing = new(IsRequired: false, null, null);
}

/// <summary>What can be asked for, by the names conditions use.</summary>
public static class RequestKinds
{
    /// <summary>A fresh login.</summary>
    public const string Login = "login";

    /// <summary>One statement, run by JitBot for whoever asked.</summary>
    public const string Statement = "statement";

    public static readonly ImmutableArray<string> All = [Login, Statement];
}

/// <summary>How much may be had at once; null for no bound.</summary>
/// <param name="GrantsPerPerson">Live grants of one person.</param>
/// <param name="GrantsPerTarget">Live grants on one target.</param>
/// <param name="AutomaticPerPersonAndDay">What one person is given on one day, in UTC, without anybody deciding; beyond it people decide.</param>
public sealed record PolicyCaps(int? GrantsPerPerson = null, int? GrantsPerTarget = null, int? AutomaticPerPersonAndDay = null);

/// <summary>Rules in order; the first that matches wins, and what none matches is for the fallback's people to decide.</summary>
/// <param name="Version">A hash of all it says.</param>
public sealed record PolicyDocument(string Version, ImmutableArray<PolicyRule> Rules, PolicyRule Fallback)
{
    private readonly FrozenSet<string> _names = NamesIn(Rules);

    public ImmutableArray<PolicyRule> Rules
    {
        get;
        init
        {
            field = value;
            _names = NamesIn(value);
        }
    }
    = Rules;

    public PolicyCaps Caps { get; init; } = new();

    /// <summary>Whether any condition speaks of tables, one by one or as lists.</summary>
    public bool MentionsTables => PolicyVocabulary.OfTables.Any(Mentions);

    /// <summary>Whether any condition has this name in it, such as <c>requester.active_grants</c>.</summary>
    public bool Mentions(string name) => _names.Contains(name) || _names.Contains(name.Split('.')[0]);

    private static FrozenSet<string> NamesIn(ImmutableArray<PolicyRule> rules) => rules.SelectMany(rule => rule.Mentions).ToFrozenSet(StringComparer.Ordinal);
}
