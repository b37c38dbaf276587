using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Reports;

/// <summary>An access report as one page: no script, nothing from elsewhere, made to be printed.</summary>
internal static class ReportPage
{
    private const string Style = """
        :root { color-scheme: light; --ink: #1d2433; --soft: #5b6577; --line: #d9dee7; --live: #c2410c; --past: #3b6fb6; --wash: #f4f6fa; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 32px 24px; max-width: 1120px; color: var(--ink); background: #fff; font: 14px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        h1 { margin: 0; font-size: 26px; letter-spacing: -0.01em; } h2 { margin: 36px 0 10px; font-size: 18px; } h3 { margin: 22px 0 6px; font-size: 14px; }
        .sub, .note { color: var(--soft); margin: 4px 0 0; }
        .figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 22px 0 0; padding: 0; list-style: none; }
        .figures li { flex: 1 1 140px; padding: 12px 16px; background: var(--wash); border-radius: 8px; } .figures b { display: block; font-size: 24px; line-height: 1.2; }
        .figures .hot b { color: var(--live); }
        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; } th, td { padding: 6px 10px 6px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { color: var(--soft); font-weight: 600; font-size: 12px; white-space: nowrap; } td.num, th.num { text-align: right; } td.when { white-space: nowrap; font-variant-numeric: tabular-nums; }
        code { font: 12px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; word-break: break-all; } td code, td.keep { white-space: nowrap; }
        .by { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 0 28px; align-items: start; }
        svg { width: 100%; height: auto; display: block; } svg text { font: 11px system-ui, "Segoe UI", Roboto, Arial, sans-serif; fill: var(--ink); } svg .axis { fill: var(--soft); font-size: 10px; }
        svg .tick { stroke: var(--line); stroke-dasharray: 2 3; } svg .row { stroke: var(--wash); } svg .live { fill: var(--live); } svg .past { fill: var(--past); }
        .warn { padding: 10px 14px; background: #fff4ed; border-left: 4px solid var(--live); border-radius: 4px; }
        form { display: grid; gap: 14px; max-width: 420px; margin-top: 24px; } label { display: grid; gap: 4px; font-weight: 600; } input { padding: 8px 10px; font: inherit; border: 1px solid #9aa5b8; border-radius: 6px; }
        button { padding: 10px 16px; font: inherit; font-weight: 600; color: #fff; background: #1f4e8c; border: 0; border-radius: 6px; cursor: pointer; justify-self: start; }
        @page { size: A4 landscape; margin: 14mm; }
        @media print { body { padding: 0; max-width: none; font-size: 10pt; } h2 { break-after: avoid; } tr, svg { break-inside: avoid; } .figures li { border: 1px solid var(--line); } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
        """;

    /// <summary>What a browser may do with it: nothing but its own style.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static string Of(AccessReport report)
    {
        var html = Begin("Access report");
        html.Add($"<h1>Access report</h1><p class=\"sub\">{report.From} to {report.To} UTC, made {report.At} UTC. All times are UTC.</p>");
        html.Add($"<ul class=\"figures\"><li class=\"hot\"><b>{(long)report.Live.Length}</b>live now</li><li><b>{(long)report.Grants.Length}</b>grants in the period</li>");
        html.Add($"<li><b>{(long)Distinct(report, grant => grant.Person)}</b>people</li><li><b>{(long)Distinct(report, grant => grant.Target)}</b>targets</li><li><b>{(long)report.Residue.Count(target => target.NeedsSomebody)}</b>targets to look at</li></ul>");
        if (report.IsCut)
        {
            html.Add($"<p class=\"warn\">There are more than {(long)MakeReport.Most} grants in this time. The oldest are left out: choose a shorter one.</p>");
        }

        AddLive(html, report);
        AddResidue(html, report);
        AddSums(html, report);
        html.Add($"<h2>Over time</h2>");
        foreach (var target in report.Grants.GroupBy(grant => grant.Target, StringComparer.Ordinal).OrderBy(target => target.Key, StringComparer.Ordinal))
        {
            html.Add($"<h3>{target.Key}</h3>").AddTimeline(target.Key, [.. target], report.From, report.To);
        }

        html.Add($"<h2>Every grant in the period</h2>");
        AddGrants(html, report.Grants);
        AddHead(html, report);
        return End(html);
    }

    /// <summary>Where a token is asked for: it travels in the body, never in an address that browsers and proxies remember.</summary>
    /// <param name="problem">What was wrong with the last one; null at first.</param>
    public static string Asking(string? problem)
    {
        var html = Begin("Access report");
        html.Add($"<h1>Access report</h1><p class=\"sub\">Who has access right now, and who had it.</p>");
        if (problem is not null)
        {
            html.Add($"<p class=\"warn\">{problem}</p>");
        }

        html.Add($"""
            <form method="post" autocomplete="off"><label>Token with reports:read<input name="token" type="password" required autofocus></label>
            <label>From (UTC)<input name="from" type="date"></label><label>To, all of that day (UTC)<input name="to" type="date"></label><button>Show the report</button>
            <p class="note">Without dates it is the last 30 days. An operator makes a token with jitbot token create.</p></form>
            """);
        return End(html);
    }

    private static void AddLive(Html html, AccessReport report)
    {
        html.Add($"<h2>Access right now</h2>");
        if (report.Live.IsEmpty)
        {
            html.Add($"<p>Nobody has any.</p>");
            return;
        }

        html.Add($"<div class=\"scroll\"><table><thead><tr><th>Who</th><th>What</th><th>Reach</th><th>Account</th><th>Since</th><th>Until</th><th>Approved by</th><th>Rule</th><th>Why</th></tr></thead><tbody>")
            .AddEach(report.Live, (rows, grant) => rows.Add($"<tr><td>{grant.Person}</td><td class=\"keep\">{grant.What}</td><td>{grant.Reach}</td><td><code>{grant.Account}</code></td><td class=\"when\">{grant.Start}</td><td class=\"when\">{grant.Until}</td><td>{By(grant)}</td><td class=\"keep\">{grant.Rule}</td><td>{grant.Reason}</td></tr>"))
            .Add($"</tbody></table></div>");
    }

    private static void AddGrants(Html html, IReadOnlyCollection<ReportedGrant> grants) => html
        .Add($"<div class=\"scroll\"><table><thead><tr><th>Request</th><th>Who</th><th>What</th><th>Reach</th><th>From</th><th>To</th><th>How it ended</th><th>Approved by</th><th>Rule</th><th>Why</th></tr></thead><tbody>")
        .AddEach(grants, (rows, grant) => rows.Add($"<tr><td><code>{grant.Request.Value}</code></td><td>{grant.Person}</td><td class=\"keep\">{grant.What}</td><td>{grant.Reach}</td><td class=\"when\">{grant.Start}</td><td class=\"when\">{grant.End ?? grant.Until}</td><td>{(grant.End is null ? "live" : grant.Ended)}</td><td>{By(grant)}</td><td class=\"keep\">{grant.Rule}</td><td>{grant.Reason}</td></tr>"))
        .Add($"</tbody></table></div>");

    private static void AddSums(Html html, AccessReport report)
    {
        html.Add($"<h2>In the period, by…</h2><div class=\"by\">");
        AddSum(html, "Person", report, grant => [grant.Person]);
        AddSum(html, "Target", report, grant => [grant.Target]);
        AddSum(html, "Approver", report, grant => grant.Approvers.IsEmpty ? ["nobody had to"] : grant.Approvers);
        AddSum(html, "Rule", report, grant => [grant.Rule]);
        html.Add($"</div>");
    }

    private static void AddSum(Html html, string what, AccessReport report, Func<ReportedGrant, IEnumerable<string>> of) => html
        .Add($"<table><thead><tr><th>{what}</th><th class=\"num\">Grants</th><th class=\"num\">Time live</th></tr></thead><tbody>")
        .AddEach(
            report.Grants.SelectMany(grant => of(grant).Select(name => (Name: name, grant))).GroupBy(one => one.Name, StringComparer.Ordinal).OrderByDescending(group => group.Count()),
            (rows, group) => rows.Add($"<tr><td>{group.Key}</td><td class=\"num\">{(long)group.Count()}</td><td class=\"num\">{Sum(group.Select(one => Within(one.grant, report)))}</td></tr>"))
        .Add($"</tbody></table>");

    private static void AddResidue(Html html, AccessReport report)
    {
        html.Add($"<h2>Left over, and on hold</h2>");
        if (report.Residue.IsEmpty)
        {
            html.Add($"<p>Nothing.</p>");
            return;
        }

        foreach (var target in report.Residue)
        {
            html.Add($"<h3>{target.Target}</h3>");
            if (target.Sweep.Hold is { } hold)
            {
                html.Add($"<p class=\"warn\">On hold since {hold.Since}: {hold.Why}.</p>");
            }

            html.Add($"<ul>")
                .AddEach(target.Findings, (list, finding) => list.Add($"<li><code>{finding.Account}</code> {Words(finding)}</li>"))
                .AddEach(target.Sweep.Strangers, (list, stranger) => list.Add($"<li><code>{stranger.Name}</code> {stranger.What}; not JitBot's</li>"))
                .Add($"</ul>");
        }
    }

    private static string Words(SweepFinding finding) => finding.Kind switch
    {
        FindingKind.Overdue => "should be over: its end is being tried",
        FindingKind.Kept => finding.Kept is { } kept ? $"is kept until {kept.Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC by the word of {kept.By}: {kept.Because}" : "is kept",
        FindingKind.Closed => "was found, closed and removed",
        _ => "waits for somebody: jitbot residue",
    };

    private static void AddHead(Html html, AccessReport report)
    {
        if (report.Head is { } head)
        {
            html.Add($"<h2>The record behind it</h2><p>All of this is in the signed record. When this was made it stood at entry {head.What.Seq}: <code>{head.What.Hash}</code>, signed with key <code>{head.Key}</code>.</p>");
        }
    }

    private static string By(ReportedGrant grant) => grant.Approvers.IsEmpty ? "nobody had to" : string.Join(", ", grant.Approvers);

    private static TimeSpan Within(ReportedGrant grant, AccessReport report)
    {
        var (start, end) = (grant.Start > report.From ? grant.Start : report.From, grant.End < report.To ? grant.End.Value : report.To);
        return end > start ? end - start : TimeSpan.Zero;
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);

    private static int Distinct(AccessReport report, Func<ReportedGrant, string> of) => report.Grants.Select(of).Distinct(StringComparer.Ordinal).Count();

    private static Html Begin(string title)
    {
        var html = new Html();
        html.Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\"><title>{title} · JitBot</title><style>").AddStyle(Style);
        return html.Add($"</style></head><body>");
    }

    private static string End(Html html) => html.Add($"</body></html>").ToString();
}
