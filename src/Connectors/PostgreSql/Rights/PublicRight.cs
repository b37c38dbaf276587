using JitBot.Connectors.PostgreSql.Scopes;

namespace JitBot.Connectors.PostgreSql.Rights;

/// <summary>Something that anybody may do, and so every account too.</summary>
/// <param name="Text">As operators write it in AcceptedRights: <c>SELECT hr.public.holiday</c>.</param>
/// <param name="Mend">The statement that takes it away.</param>
/// <param name="Held">The same as a right on one object; null where no scope could hold it.</param>
/// <param name="Schema">The schema it lies in, if that must be entered first and PUBLIC may not.</param>
internal sealed record PublicRight(string Text, string Mend, uint Database, HeldRight? Held = null, uint? Schema = null)
{
    /// <summary>Lets people make objects that outlive them.</summary>
    public bool IsCreate => Text.StartsWith("CREATE ", StringComparison.Ordinal);
}
