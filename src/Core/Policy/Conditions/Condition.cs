namespace JitBot.Core.Policy.Conditions;

/// <summary>
/// An expression of the Common Expression Language that answers yes or no. Read once when the policy loads; immutable and safe to share. Its
/// evaluation is bounded in steps, so no values make it slow.
/// </summary>
public sealed class Condition
{
    private readonly Vocabulary _vocabulary;
    private readonly WrittenPatterns _patterns;

    private Condition(string source, Node root, Vocabulary vocabulary, WrittenPatterns patterns)
    {
        Source = source;
        Root = root;
        _vocabulary = vocabulary;
        _patterns = patterns;
    }

    public string Source { get; }

    /// <summary>The tree, for analysis and explanations.</summary>
    public Node Root { get; }

    /// <summary>Every name, type, pattern and constant is looked at here: what can be known to be wrong is told when the policy loads.</summary>
    public static ConditionReading Read(string source, Vocabulary vocabulary)
    {
        var (root, problem) = Parser.Read(source);
        if (root is null)
        {
            return new ConditionReading.Unreadable([problem!]);
        }

        var checker = new Checker(source, vocabulary);
        checker.Condition(root);
        return checker.Problems is [_, ..] problems
            ? new ConditionReading.Unreadable([.. problems.OrderBy(found => found.Offset)])
            : new ConditionReading.Readable(new(source, root, vocabulary, new(checker.Patterns)));
    }

    /// <summary>
    /// A <see cref="CelValue.Bool"/>, or a <see cref="CelValue.Error"/> where these values leave it without an answer; whoever asks takes that for
    /// a no. Never throws.
    /// </summary>
    public CelValue Evaluate(Variables variables) => Evaluate(variables, steps: null);

    /// <summary>The same, one of several that share their steps.</summary>
    internal CelValue Evaluate(Variables variables, Steps? steps) => new Evaluation(variables, _vocabulary, _patterns, steps).Run(Root) switch
    {
        CelValue.Bool truth => truth,
        CelValue.Error error => error,
        var other => new CelValue.Error($"the condition gives {TypeNames.NameOf(other)}, not yes or no", Root.Offset),
    };

    /// <summary>
    /// The value of one part of this condition, for explanations. Never throws. What is inside a macro has no value of its own: its variable is
    /// unknown.
    /// </summary>
    public CelValue Evaluate(Node part, Variables variables) => new Evaluation(variables, _vocabulary, _patterns).Run(part);
}
