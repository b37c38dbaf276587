using System.Collections.Immutable;
using System.Text;

namespace JitBot.Bot.Conversation.Commands;

/// <summary>A word of a line: what stands between white space, where quotes keep white space and commas within.</summary>
/// <param name="Names">The word cut at its commas and freed of its quotes; empty for a lone comma.</param>
internal readonly record struct LineWord(string Text, ImmutableArray<string> Names, bool Quoted, int End)
{
    public bool OpensList => Text[^1] == ',';
    public bool GoesOnWithList => Text[0] == ',';

    public bool Is(string keyword) => !Quoted && string.Equals(Text, keyword, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Reads a line word by word, each character once.</summary>
internal sealed class LineReader(string line)
{
    // Chat clients turn straight quotes into curly ones as people type.
    private const string DoubleQuotes = "\"“”„";

    private int _at;

    /// <summary>The word that is read back as this one name.</summary>
    public static string Quote(string name) =>
        $"\"{string.Concat(name.Select(c => DoubleQuotes.Contains(c, StringComparison.Ordinal) ? $"{c}{c}" : $"{c}"))}\"";

    /// <summary>A quote was begun and the line ended.</summary>
    public bool HasOpenQuote { get; private set; }

    /// <summary>Quotes stood around nothing, such as in <c>tables ""</c>.</summary>
    public bool HasEmptyName { get; private set; }

    public int At => _at;

    public void GoTo(int position) => _at = position;

    public string From(int start, int end) => line[start..end];

    /// <summary>Everything not read yet, quotes and all.</summary>
    public string TakeRest()
    {
        var rest = line[_at..].Trim();
        _at = line.Length;
        return rest;
    }

    public LineWord? Next()
    {
        while (_at < line.Length && char.IsWhiteSpace(line[_at]))
        {
            _at++;
        }

        return _at < line.Length ? Read() : null;
    }

    public LineWord? Peek()
    {
        var (before, open, empty) = (_at, HasOpenQuote, HasEmptyName);
        var word = Next();
        (_at, HasOpenQuote, HasEmptyName) = (before, open, empty);
        return word;
    }

    private LineWord Read()
    {
        var start = _at;
        var names = ImmutableArray.CreateBuilder<string>();
        var name = new StringBuilder();
        var quoted = false;
        for (; _at < line.Length && !char.IsWhiteSpace(line[_at]); _at++)
        {
            switch (line[_at])
            {
                case ',':
                    AddName();
                    break;
                case '`' or '"' or '“' or '”' or '„':
                    quoted = true;
                    var length = name.Length;
                    ReadQuoted(name);
                    HasEmptyName |= name.Length == length;
                    break;
                case var other:
                    name.Append(other);
                    break;
            }
        }

        AddName();
        return new(line[start.._at], names.ToImmutable(), quoted, _at);

        void AddName()
        {
            if (name.Length > 0)
            {
                names.Add(name.ToString());
                name.Clear();
            }
        }
    }

    /// <summary>From the opening quote to the closing one, on which it stops; two quotes in a row stand for one.</summary>
    private void ReadQuoted(StringBuilder name)
    {
        var closing = line[_at] == '`' ? "`" : DoubleQuotes;
        for (_at++; _at < line.Length; _at++)
        {
            if (!closing.Contains(line[_at], StringComparison.Ordinal))
            {
                name.Append(line[_at]);
            }
            else if (_at + 1 < line.Length && line[_at] == line[_at + 1])
            {
                name.Append(line[_at++]);
            }
            else
            {
                return;
            }
        }

        HasOpenQuote = true;
        // The loop of the word steps over a closing quote; here there is none to step over.
        _at = line.Length - 1;
    }
}
