using JitBot.EndToEnd.Tests.Page;
using JitBot.Playground;

namespace JitBot.EndToEnd.Tests.Slack;

/// <summary>
/// Statements in a Slack that is not ours, with PostgreSQL behind it. Buttons within its windows tell nobody: what they do is seen in
/// <see cref="StatementJourneyTests"/>.
/// </summary>
[Collection(OnStage.Name)]
public sealed class LocalSlackStatementTests(Stage stage)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_statement_is_asked_for_decided_run_refused_when_changed_and_taken_out(bool inSocketMode)
    {
        await using var visit = await stage.OpenSlackAsync(inSocketMode ? SlackWay.Socket : SlackWay.Http);
        var (dana, omar) = (visit.Dana, visit.Omar);
        await dana.TypeAsync("/jit query hr-prod");
        await dana.FillAsync("The statement", "delete from employee");
        await dana.FillAsync("Why", "INC-42: who is it?");
        await dana.PressInModalAsync("Send request");
        await dana.SeesAsync("at “delete”");
        await dana.FillAsync("The statement", "select id, first_name, email, born from employee order by id limit 4");
        await dana.TickAsync("Its result may be taken out as a file");
        await dana.PictureAsync("statement-form");
        await dana.PressInModalAsync("Send request");
        await dana.SeesNoModalAsync();

        await omar.SeesAsync("Dana Fox asks for a statement on hr-prod");
        await omar.SeesAsync("select id, first_name, email, born from employee order by id limit 4");
        await omar.SeesAsync("its result may be taken out as a file");
        await omar.PictureAsync("statement-decision");
        await omar.PressAsync("Approve");

        await dana.GoToChatAsync();
        await dana.SeesAsync("It can be run");
        await dana.PressAsync("Run");
        await dana.SeesAsync("4 rows in");
        await dana.SeesInModalAsync("born");
        await dana.PictureAsync("statement-result");
        await dana.PressInModalAsync("Close");

        await dana.TypeAsync("/jit run select id, first_name, email, born from employee");
        await dana.SeesAsync("This is not the statement that was approved");
        await dana.PictureAsync("statement-changed");
        await dana.PressInModalAsync("Close");

        await dana.PressAsync("Export CSV");
        await dana.SeesAsync("is in our private chat");
        await dana.PressInModalAsync("Close");
        await dana.SeesAsync(".csv");
        await dana.PictureAsync("statement-export");

        await dana.GoToAsync(SlackWindow.Home);
        await dana.SeesAsync("It can be run");
        await dana.PressAsync("I am done");
        await dana.SeesAsync("Nothing of yours is on or waiting");
    }
}
