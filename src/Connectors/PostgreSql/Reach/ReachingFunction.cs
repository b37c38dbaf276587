namespace JitBot.Connectors.PostgreSql.Reach;

/// <summary>What PUBLIC may execute that reaches beyond what a read-only transaction and an account's rights hold.</summary>
/// <param name="Kind">One of the constants here, or of the server's own functions a kind that only the doctor speaks of.</param>
/// <param name="Name">With its schema.</param>
/// <param name="Signature">As it stands in a statement.</param>
/// <param name="Shut">PUBLIC may not enter its schema.</param>
internal sealed record ReachingFunction(string Kind, string Name, string Signature, string Owner, bool Shut)
{
    /// <summary>It runs with its owner's rights.</summary>
    public const string Definer = "definer";

    /// <summary>It connects elsewhere.</summary>
    public const string Dblink = "dblink";

    /// <summary>It is in a language that is not confined.</summary>
    public const string Untrusted = "untrusted";

    /// <summary>It is machine code, and of no extension that is known.</summary>
    public const string Native = "native";

    /// <summary>The same, of a type: to read and to write its values it is run without anybody's leave.</summary>
    public const string NativeType = "native-type";

    /// <summary>It runs SQL that is not in the statement, or calls what a statement may not.</summary>
    public const string Indirect = "indirect";

    /// <summary>
    /// No statement is run where there is such a one. Functions that the server came with are refused by their names instead, which nothing that is left
    /// alters: what calls them otherwise is <see cref="Indirect"/>.
    /// </summary>
    public bool ClosesStatements => Kind is Definer or Dblink or Untrusted or Native or NativeType or Indirect;

    /// <summary>What the server and its own extensions come with is the same in every database.</summary>
    public bool IsWellKnown => Kind == Dblink || !ClosesStatements;

    /// <summary>Whether it is taken away by taking the right to execute it.</summary>
    public bool MayBeRevoked => Kind != NativeType;

    /// <summary>As it is held against an operator's AcceptedRights.</summary>
    public string Right(string database) => $"EXECUTE {database}.{Name}";

    /// <summary>As an operator accepts it.</summary>
    public string Accepting(string database) =>
        Kind == Dblink ? $"EXECUTE *.{Name[..(Name.IndexOf(".dblink", StringComparison.Ordinal) + ".dblink".Length)]}*"
        : IsWellKnown ? $"EXECUTE *.{Name}"
        : Right(database);

    /// <summary>The statement that takes them from PUBLIC.</summary>
    public static string Revoke(params IEnumerable<string> signatures) => $"REVOKE EXECUTE ON ROUTINE {string.Join(", ", signatures)} FROM PUBLIC";
}
