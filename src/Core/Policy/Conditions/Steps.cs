using System.Runtime.CompilerServices;

namespace JitBot.Core.Policy.Conditions;

/// <summary>
/// What one evaluation may still do. Once it is used up every part of the condition is an error, so that no <c>||</c> can pass over it.
/// A step is a node looked at, an element compared, or sixteen characters read or written.
/// </summary>
/// <param name="allowed">How many; several evaluations may share them.</param>
internal sealed class Steps(long allowed = Steps.Allowed)
{
    public const int Allowed = 200_000;

    private const int CharactersAStep = 16;

    private long _left = allowed;

    public bool AreUsedUp => _left < 0;

    /// <summary>False if they are used up, also where values nest so deeply that the stack would be.</summary>
    public bool Spend(long steps)
    {
        _left = _left < steps || !RuntimeHelpers.TryEnsureSufficientExecutionStack() ? -1 : _left - steps;
        return _left >= 0;
    }

    public bool SpendOn(long characters) => Spend(1 + (characters / CharactersAStep));

    public static CelValue.Error Error(int offset) => new($"the condition takes more than {Allowed} steps on these values", offset);
}
