using System.Collections.Immutable;

namespace JitBot.Support;

/// <summary>Text that has broken chats, databases, documents and terminals before; none of it names anything that exists here.</summary>
public static class Nasty
{
    public static readonly ImmutableArray<string> Strings =
    [
        "'", "\"", "\"\"", "`", "\\", "\\\\'", "'; drop table employee; --", "\" ; drop role jitbot; --", "$$", "$do$ begin end $do$", "%s%n{0}", "{{DATE(2026-01-01T00:00:00Z)}}",
        "${jndi:ldap://127.0.0.1/a}", "<at>JitBot</at>", "<script>alert(1)</script>", "&lt;b&gt;&nbsp;", "<!channel>", "@everyone", "[press](https://evil.example.com)",
        "![x](https://evil.example.com/x.png)", "**bold** _it_ ~~no~~ # head", "| a | b |\n|---|---|", "- a\n- b\n1. c", "\r\n\r\nHTTP/1.1 200 OK", "\0", "a\0b", "\u0007\u001b[31mred",
        "\ufeffmark", "\u202egnp.exe", "\u2066isolated\u2069", "a\u200bb", "\ud800", "x\udfff", "\ufffe", "e\u0301\u0301\u0301\u0301", "ﷺﷺﷺ", "😀👩‍👩‍👧‍👦🇩🇪", "Ⅷ①½", "İıſK", "ß", "ТЕСТ", "表ポあA鷗",
        "../../etc/passwd", "C:\\CON", "null", "undefined", "true", "NaN", "-0", "1e309", "0x7f", "9223372036854775808", "[]", "{}", "{\"a\":1}", "public.", ".employee", "..", "a.b.c.d",
        "public.employee.id", "select * from employee", "jit_scope_1", "pg_catalog.pg_authid", "information_schema.tables", "12:00", "2h; drop", "∞", "-2h", "0", "0s", "1e3h", "99999999999h", "2h2h2h2h2h2h2h2h2h2h2h2h2h2h",
        new('a', 10_000), new('"', 9_999), string.Concat(Enumerable.Repeat("a,", 5_000)), string.Concat(Enumerable.Repeat("😀", 3_000)), string.Concat(Enumerable.Repeat("word ", 2_000)),
        string.Concat(Enumerable.Repeat("<@U1>", 2_000)), string.Concat(Enumerable.Repeat("[", 5_000)), string.Concat(Enumerable.Repeat("line\n", 2_000)),
    ];
}
