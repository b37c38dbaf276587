using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace JitBot.Playground.Twin;

/// <summary>The twin's signing keys and how they are announced. Made anew in every process, so that nothing it signs is worth anything elsewhere.</summary>
public sealed class TwinKeys
{
    // Shared between the twins of a test run: making one takes longer than most tests.
    private static readonly RSA First = RSA.Create(2048);

    private readonly Lock _gate = new();
    private readonly List<Announced> _announced = [];

    public TwinKeys() => Use(First, ["msteams"]);

    /// <summary>What is signed with now.</summary>
    public RSA Current { get; private set; } = null!;

    public string CurrentId { get; private set; } = null!;

    /// <summary>How often the keys were asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>A new key from now on; earlier ones stay announced.</summary>
    /// <param name="endorsements">The channels it may sign for.</param>
    public void Rotate(params string[] endorsements) => Use(RSA.Create(2048), endorsements.Length == 0 ? ["msteams"] : endorsements);

    public JsonObject Announce()
    {
        lock (_gate)
        {
            Asked++;
            return new() { ["keys"] = new JsonArray([.. _announced.Select(Describe)]) };
        }
    }

    private void Use(RSA key, string[] endorsements)
    {
        lock (_gate)
        {
            (Current, CurrentId) = (key, $"twin-{Guid.NewGuid():N}");
            _announced.Add(new(Current, CurrentId, endorsements));
        }
    }

    private static JsonObject Describe(Announced announced)
    {
        var parameters = announced.Key.ExportParameters(includePrivateParameters: false);
        return new()
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = announced.Id,
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            ["endorsements"] = new JsonArray([.. announced.Endorsements.Select(channel => JsonValue.Create(channel))]),
        };
    }

    private sealed record Announced(RSA Key, string Id, string[] Endorsements);
}
