using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitBot.Core.People;

/// <summary>A person's key in the directory, such as <c>dana</c>. Never a display name.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct PersonId(string Value)
{
    public override string ToString() => Value ?? "";

    private sealed class Converter : JsonConverter<PersonId>
    {
        public override PersonId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, PersonId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}

/// <summary>An account on a chat platform, as the platform's verified message names it.</summary>
/// <param name="Platform">Such as <c>teams</c>.</param>
/// <param name="Tenant">The platform's id of the tenant or workspace.</param>
/// <param name="User">The platform's id of the user (Teams: the Entra object id).</param>
public sealed record ChatAccount(string Platform, string Tenant, string User)
{
    /// <inheritdoc cref="Person.Via"/>
    public string Via => $"{Platform} {Tenant}/{User}";
}

/// <summary>Somebody JitBot knows. Being linked to a chat account is what makes a message theirs.</summary>
public sealed record Person
{
    public required PersonId Id { get; init; }
    public required string Name { get; init; }
    public required string Email { get; init; }
    public ImmutableArray<ChatAccount> Accounts { get; init; } = [];

    /// <summary>Logins of their own, by the target's id in any case: those that levels for own logins give roles to.</summary>
    public ImmutableDictionary<string, string> Logins { get; init; } = ImmutableDictionary<string, string>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether they are also asked for decisions in their private chat, beside the target's channel.</summary>
    public bool AskedInPrivate { get; init; }

    /// <summary>Through which door they are speaking, and as whom there, such as <c>slack T0123/U0456</c>; null of somebody who is only looked up.</summary>
    public string? Via { get; init; }

    /// <summary>A disabled person can neither ask nor approve nor keep a grant.</summary>
    public bool Disabled { get; init; }
}
