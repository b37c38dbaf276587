using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace JitBot.Bot.Reports;

/// <summary>Markup with its holes filled: whatever is put into one is text, and nothing in it is markup (rule 37).</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    public static string Escape(string text) => HtmlEncoder.Default.Encode(text);

    public Html Add([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        return this;
    }

    public Html AddEach<T>(IEnumerable<T> items, Action<Html, T> add)
    {
        foreach (var item in items)
        {
            add(this, item);
        }

        return this;
    }

    /// <summary>A style sheet, which is ours and no text of anybody's.</summary>
    public Html AddStyle(string style)
    {
        _text.Append(style);
        return this;
    }

    public override string ToString() => _text.ToString();

    [InterpolatedStringHandler]
    public readonly struct Markup
    {
        private readonly StringBuilder _text;

        public Markup(int literalLength, int formattedCount, Html into)
        {
            _ = (literalLength, formattedCount);
            _text = into._text;
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _text.Append(Escape(text ?? ""));

        public void AppendFormatted(long number) => _text.Append(number.ToString("N0", CultureInfo.InvariantCulture));

        /// <summary>A place in a drawing.</summary>
        public void AppendFormatted(double place) => _text.Append(place.ToString("0.##", CultureInfo.InvariantCulture));

        /// <summary>Minutes are enough for a reader.</summary>
        public void AppendFormatted(DateTimeOffset at) => _text.Append(at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));

        public void AppendFormatted(TimeSpan time) => _text.Append(time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes:00} min")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.Minutes)} min"));
    }
}
