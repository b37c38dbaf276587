using System.Text;
using static Microsoft.Playwright.Assertions;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>The life of an approved statement, as somebody lives it who has the page and nothing else.</summary>
[Collection(OnStage.Name)]
public sealed class PageStatementTests(Stage stage)
{
    private const string Sql = "select id, first_name, email\nfrom employee\n  order by id\n  limit 60";

    [Fact]
    public async Task A_statement_is_asked_for_approved_run_paged_and_exported_on_the_page()
    {
        await using var visit = await stage.OpenAsync();
        await AskAsync(visit, Sql, export: true);
        await visit.Omar.SeesAsync("order by id");
        await visit.Omar.PressAsync("Approve");

        await visit.Dana.PressAsync("Run");
        await visit.Dana.SeesAsync("Page 1 of 3: rows 1 to 25");
        await visit.Dana.SeesAsync("60 rows in");
        // The e-mail addresses are masked here.
        await visit.Dana.SeesAsync("***");
        await visit.Dana.PressAsync("Next");
        await visit.Dana.SeesAsync("Page 2 of 3: rows 26 to 50");
        await visit.PictureAsync("statement-teams");

        await visit.Dana.TypeAsync("run select * from employee");
        await visit.Dana.SeesAsync("This is not the statement that was approved");

        await visit.Dana.PressAsync("Export CSV");
        await visit.Dana.PressAsync("Allow");
        await visit.Dana.SeesAsync("in your OneDrive");
        await visit.Dana.SeesAsync("masked as approved");
        var file = Assert.Single(visit.World.Twin.Files.All);
        var lines = Encoding.UTF8.GetString(file.Content.AsSpan()).TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        Assert.Equal((61, "id,first_name,email"), (lines.Length, lines[0]));
        Assert.Contains("*", lines[1], StringComparison.Ordinal);

        await visit.Dana.TypeAsync("done");
        await visit.Dana.SeesAsync("The rows are off the screen again, because this access is over.");
        await visit.Dana.SeesNoAsync("Page 2 of 3");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task What_was_approved_unmasked_and_to_be_taken_out_is_read_and_taken_out_as_it_is()
    {
        await using var visit = await stage.OpenAsync();
        await visit.Dana.TypeAsync($"query hr-prod unmask export for 10m because INC-42 ```{Sql}```");
        await visit.Omar.SeesAsync("public.employee.email");
        await visit.Omar.SeesAsync("its result may be taken out as a file");
        await visit.Omar.PressAsync("Approve");

        await visit.Dana.PressAsync("Run");
        await visit.Dana.SeesAsync("@example.com");
        await visit.PictureAsync("statement-teams-unmasked");
        await visit.Dana.PressAsync("Export JSON lines");
        await visit.Dana.PressAsync("Allow");
        await visit.Dana.SeesAsync("in your OneDrive");

        Assert.StartsWith("{\"id\":1,\"first_name\":\"Ben\",\"email\":\"", Encoding.UTF8.GetString(Assert.Single(visit.World.Twin.Files.All).Content.AsSpan()), StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_slow_statement_is_cancelled_on_the_page()
    {
        await using var visit = await stage.OpenAsync();
        await AskAsync(visit, "select count(*) from generate_series(1, 100000) a cross join generate_series(1, 100000) b");
        await visit.Omar.PressAsync("Approve");

        await visit.Dana.PressAsync("Run");
        await visit.Dana.SeesAsync("Running for");
        await visit.Dana.PressAsync("Cancel");

        await visit.Dana.SeesAsync("The statement was stopped on the server, as you said.");
        await Expect(visit.Dana.Button("Cancel")).ToHaveCountAsync(0);
    }

    private static async Task AskAsync(Visit visit, string sql, bool export = false)
    {
        await visit.Dana.TypeAsync("query hr-prod");
        await visit.Dana.FillAsync("The statement", sql);
        if (export)
        {
            await visit.Dana.Place.GetByText("Its result may be taken out as a file").ClickAsync();
        }

        await visit.Dana.FillAsync("or typed: 90m, 1h30m", "10m");
        await visit.Dana.FillAsync("Why", "INC-42 payroll shows wrong totals");
        await visit.Dana.PressAsync("Submit");
    }
}
