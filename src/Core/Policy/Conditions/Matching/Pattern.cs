using System.Collections.Immutable;
using System.Text;

namespace JitBot.Core.Policy.Conditions.Matching;

/// <summary>
/// A pattern in RE2's syntax that follows all its ways at once, so that a text is read once whatever the pattern, and what that takes is counted.
/// The framework's own linear engine builds its automaton while matching and takes minutes for <c>(.{0,900}){0,9}x</c>; it also lets <c>$</c>
/// match before a last line end, <c>\d</c> any script's digits, and <c>.</c> half of an emoji.
/// </summary>
internal sealed class Pattern
{
    /// <summary>Looks at one step of a pattern that make up one step of a condition.</summary>
    private const int LooksAStep = 8;

    private readonly ImmutableArray<PatternStep> _steps;

    private Pattern(ImmutableArray<PatternStep> steps) => _steps = steps;

    public static (Pattern? Pattern, string? Problem) Read(string pattern)
    {
        var (root, problem) = PatternReader.Read(pattern);
        return root is null ? (null, problem)
            : PatternProgram.Of(root) is { } program ? (new(program), null)
            : (null, "with its repetitions written out it is too long");
    }

    /// <summary>Whether it matches anywhere in the text. Whatever it answers once the steps are used up is not asked for.</summary>
    public bool IsIn(string text, Steps steps)
    {
        var walk = new Walk(_steps);
        for (var at = 0; ; )
        {
            var looks = walk.Enter(text, at);
            if (!steps.Spend(1 + (looks / LooksAStep)) || walk.HasMatched || at == text.Length)
            {
                return walk.HasMatched;
            }

            var (sign, length) = Rune.TryGetRuneAt(text, at, out var rune) ? (rune.Value, rune.Utf16SequenceLength) : (text[at], 1);
            walk.Read(sign);
            at += length;
        }
    }

    /// <summary>Every step of the pattern that a text may have come to.</summary>
    private sealed class Walk(ImmutableArray<PatternStep> steps)
    {
        private readonly int[] _seenAt = new int[steps.Length];
        private readonly Stack<int> _open = new();
        private readonly List<int> _waiting = [];
        private readonly List<int> _reached = [];
        private int _place;

        public bool HasMatched { get; private set; }

        /// <summary>Follows all that needs no sign, from the start too, since a match may begin anywhere. The number of steps looked at.</summary>
        public int Enter(string text, int at)
        {
            _place++;
            _waiting.Clear();
            _reached.Add(0);
            var looks = 0;
            foreach (var start in _reached)
            {
                _open.Push(start);
                while (_open.TryPop(out var step))
                {
                    looks++;
                    if (_seenAt[step] != _place)
                    {
                        _seenAt[step] = _place;
                        Follow(step, text, at);
                    }
                }
            }

            return looks;
        }

        public void Read(int sign)
        {
            _reached.Clear();
            foreach (var step in _waiting)
            {
                if (steps[step].Signs!.Has(sign))
                {
                    _reached.Add(steps[step].Next);
                }
            }
        }

        private void Follow(int at, string text, int place)
        {
            var step = steps[at];
            switch (step.Kind)
            {
                case PatternStepKind.One:
                    _waiting.Add(at);
                    break;
                case PatternStepKind.Place when IsAt(step.Place, text, place):
                    _open.Push(step.Next);
                    break;
                case PatternStepKind.Part:
                    _open.Push(step.Next);
                    _open.Push(step.Other);
                    break;
                case PatternStepKind.Matched:
                    HasMatched = true;
                    break;
            }
        }

        private static bool IsAt(PlaceKind kind, string text, int at) => kind switch
        {
            PlaceKind.TextStart => at == 0,
            PlaceKind.TextEnd => at == text.Length,
            PlaceKind.LineStart => at == 0 || text[at - 1] == '\n',
            PlaceKind.LineEnd => at == text.Length || text[at] == '\n',
            PlaceKind.WordEdge => IsWord(text, at - 1) != IsWord(text, at),
            _ => IsWord(text, at - 1) == IsWord(text, at),
        };

        private static bool IsWord(string text, int at) => at >= 0 && at < text.Length && Lexer.IsNamePart(text[at]);
    }
}
