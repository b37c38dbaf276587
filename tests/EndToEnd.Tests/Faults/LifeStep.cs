namespace JitBot.EndToEnd.Tests.Faults;

public enum Side
{
    Store,
    Target,
}

/// <summary>A step of a life that is broken at each of its statements.</summary>
/// <param name="AtLeast">How many statements it says to the store and to the target at the very least: what a sample chooses from without counting first.</param>
internal sealed record LifeStep(string Name, Func<Life, Task> TakeAsync, (int Store, int Target) AtLeast)
{
    /// <summary>One life, in order. A step more is a line more.</summary>
    public static IReadOnlyList<LifeStep> All { get; } =
    [
        new("issue", life => life.IssueAsync(), (3, 3)),
        new("reveal", life => life.RevealAsync(), (3, 1)),
        new("extend", life => life.ExtendAsync(), (3, 1)),
        new("end", life => life.GiveBackAsync(), (3, 3)),
        new("confirm", life => life.ConfirmAsync(), (2, 3)),
    ];
}
