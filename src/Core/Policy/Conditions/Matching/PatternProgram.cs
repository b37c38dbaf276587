using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions.Matching;

/// <summary>One step of a pattern: a sign or a place that must be there before the next, or where two ways part.</summary>
/// <param name="Next">The step after it.</param>
/// <param name="Other">Of a parting, the second way.</param>
internal readonly record struct PatternStep(PatternStepKind Kind, int Next = 0, int Other = 0, SignSet? Signs = null, PlaceKind Place = default);

internal enum PatternStepKind
{
    One,
    Place,
    Part,
    Matched,
}

/// <summary>Writes a pattern's tree out as steps; a repetition is written as often as it may be.</summary>
internal sealed class PatternProgram
{
    /// <summary>Steps, and parts looked at, of one pattern.</summary>
    private const int Longest = 2_000;

    private readonly ImmutableArray<PatternStep>.Builder _steps = ImmutableArray.CreateBuilder<PatternStep>();
    private int _looks;

    /// <summary>Null if it would be too long.</summary>
    public static ImmutableArray<PatternStep>? Of(PatternNode root)
    {
        var program = new PatternProgram();
        program.Write(root);
        program.Add(new(PatternStepKind.Matched));
        return program.IsTooLong ? null : program._steps.ToImmutable();
    }

    /// <summary>Counted by looks, too: what is empty adds no step however often it is repeated.</summary>
    private bool IsTooLong => _looks > Longest || _steps.Count > Longest;

    private void Write(PatternNode node)
    {
        _looks++;
        switch (node)
        {
            case var _ when IsTooLong:
                break;
            case PatternNode.One one:
                Add(new(PatternStepKind.One, _steps.Count + 1, Signs: one.Signs));
                break;
            case PatternNode.Place place:
                Add(new(PatternStepKind.Place, _steps.Count + 1, Place: place.Kind));
                break;
            case PatternNode.Sequence sequence:
                foreach (var part in sequence.Parts)
                {
                    Write(part);
                }

                break;
            case PatternNode.Either either:
                Write(either);
                break;
            case PatternNode.Repeat repeat:
                Write(repeat);
                break;
        }
    }

    private void Write(PatternNode.Either either)
    {
        List<int> ends = [];
        foreach (var way in either.Ways.Take(either.Ways.Length - 1))
        {
            var parting = Add(new(PatternStepKind.Part, _steps.Count + 1));
            Write(way);
            ends.Add(Add(new(PatternStepKind.Part)));
            _steps[parting] = _steps[parting] with { Other = _steps.Count };
        }

        Write(either.Ways[^1]);
        foreach (var end in ends)
        {
            _steps[end] = new(PatternStepKind.Part, _steps.Count, _steps.Count);
        }
    }

    private void Write(PatternNode.Repeat repeat)
    {
        for (var i = 0; i < repeat.Least && !IsTooLong; i++)
        {
            Write(repeat.Part);
        }

        if (repeat.Most is null)
        {
            var parting = Add(new(PatternStepKind.Part, _steps.Count + 1));
            Write(repeat.Part);
            Add(new(PatternStepKind.Part, parting, parting));
            _steps[parting] = _steps[parting] with { Other = _steps.Count };
            return;
        }

        List<int> partings = [];
        for (var i = repeat.Least; i < repeat.Most && !IsTooLong; i++)
        {
            partings.Add(Add(new(PatternStepKind.Part, _steps.Count + 1)));
            Write(repeat.Part);
        }

        foreach (var parting in partings)
        {
            _steps[parting] = _steps[parting] with { Other = _steps.Count };
        }
    }

    private int Add(PatternStep step)
    {
        _steps.Add(step);
        return _steps.Count - 1;
    }
}
