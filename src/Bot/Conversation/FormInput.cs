using System.Collections.Immutable;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

/// <summary>The request form as it came back: raw strings, by name, as a client sent them. Null or empty is a field left alone.</summary>
/// <param name="Schemas">Names that were ticked.</param>
/// <param name="SchemasTyped">Names that were typed, with commas between them.</param>
/// <param name="Tables">Names that were ticked, as <c>schema.table</c>.</param>
/// <param name="TablesTyped">Names that were typed, with commas between them.</param>
/// <param name="Duration">As typed or picked: <c>2h</c>, <c>90 min</c>.</param>
/// <param name="Until">Instead of it, as picked or typed: seconds since 1970 in UTC, or <c>2026-11-20T18:00Z</c>.</param>
/// <param name="Columns">Names that were typed, with commas between them.</param>
/// <param name="Unmask">Whether the box was ticked.</param>
/// <param name="Address">As typed.</param>
/// <param name="ScopeUnseen">Schemas, tables, columns and the box are kept from another level: the form that came back does not show them.</param>
internal sealed record FormInput(
    string? Target,
    string? Level,
    string? Database,
    ImmutableArray<string> Schemas,
    ImmutableArray<string> Tables,
    string? TablesTyped,
    string? Duration,
    string? Reason,
    string? Ticket,
    string? Until = null,
    string? Columns = null,
    bool Unmask = false,
    string? Address = null,
    string? SchemasTyped = null,
    bool ScopeUnseen = false)
{
    /// <summary>Fields that were sent filled in and did not come back: emptied, or lost on the way.</summary>
    public ImmutableArray<DraftField> Absent { get; init; } = [];

    /// <summary>As typed, in the form that asks for a statement; null in the one that asks for a login.</summary>
    public string? Statement { get; init; }

    /// <summary>Whether the box was ticked.</summary>
    public bool Export { get; init; }

    /// <summary>Names that were picked beside <see cref="Database"/>.</summary>
    public ImmutableArray<string> AlsoIn { get; init; } = [];
}
