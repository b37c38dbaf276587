namespace JitBot.Bot.Reports;

/// <summary>When whose access to one target was live, as a drawing: a line for each person, a bar for each grant.</summary>
internal static class Timeline
{
    private const double Width = 1000;
    private const double Names = 150;
    private const double Row = 22;
    private const double Axis = 24;
    private const int MostPeople = 40;

    public static void AddTimeline(this Html html, string target, IReadOnlyCollection<ReportedGrant> grants, DateTimeOffset from, DateTimeOffset to)
    {
        var people = grants.GroupBy(grant => grant.Person, StringComparer.Ordinal).OrderBy(person => person.Key, StringComparer.Ordinal).Take(MostPeople).ToArray();
        var height = Axis + (people.Length * Row);
        html.Add($"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Access to {target} over time\">");
        foreach (var tick in Ticks(from, to))
        {
            var at = Place(tick, from, to);
            html.Add($"<line x1=\"{at}\" y1=\"0\" x2=\"{at}\" y2=\"{height - Axis}\" class=\"tick\"/><text x=\"{at}\" y=\"{height - 8}\" text-anchor=\"middle\" class=\"axis\">{Label(tick, to - from)}</text>");
        }

        for (var i = 0; i < people.Length; i++)
        {
            html.Add($"<text x=\"0\" y=\"{(i * Row) + 15}\" class=\"name\">{Short(people[i].Key)}</text><line x1=\"{Names}\" y1=\"{(i + 1) * Row}\" x2=\"{Width}\" y2=\"{(i + 1) * Row}\" class=\"row\"/>");
            foreach (var grant in people[i])
            {
                var (start, end) = (Place(grant.Start, from, to), Place(grant.End ?? to, from, to));
                // A minute of a month would not be seen.
                html.Add($"<rect x=\"{start}\" y=\"{(i * Row) + 4}\" width=\"{Math.Max(end - start, 2)}\" height=\"{Row - 8}\" rx=\"2\" class=\"{(grant.End is null ? "live" : "past")}\"><title>{grant.What}, {grant.Reach}: {grant.Start} to {grant.End ?? grant.Until} UTC, {grant.Request.Value}</title></rect>");
            }
        }

        html.Add($"</svg>");
        if (grants.Select(grant => grant.Person).Distinct(StringComparer.Ordinal).Count() is > MostPeople and var all)
        {
            html.Add($"<p class=\"note\">{all - MostPeople} more people are in the table below.</p>");
        }
    }

    private static double Place(DateTimeOffset at, DateTimeOffset from, DateTimeOffset to) =>
        Names + ((Width - Names) * Math.Clamp((at - from) / (to - from), 0, 1));

    private static IEnumerable<DateTimeOffset> Ticks(DateTimeOffset from, DateTimeOffset to) => Enumerable.Range(1, 5).Select(part => from + ((to - from) * part / 6));

    private static string Label(DateTimeOffset at, TimeSpan span) =>
        at.UtcDateTime.ToString(span < TimeSpan.FromDays(3) ? "d MMM HH:mm" : "d MMM yyyy", System.Globalization.CultureInfo.InvariantCulture);

    private static string Short(string name) => Core.PlainText.Shorten(name, 20);
}
