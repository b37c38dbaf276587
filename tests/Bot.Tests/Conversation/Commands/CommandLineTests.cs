using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Requests;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Bot.Tests.Conversation.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("help")]
    [InlineData("Hello!")]
    [InlineData("/jit")]
    [InlineData("jit help")]
    [InlineData("?")]
    public void Empty_text_and_a_greeting_get_help(string text) => Assert.IsType<ChatCommand.Help>(Read(text));

    [Fact]
    public void One_line_says_it_all()
    {
        var draft = Draft("request hr-prod read employee,title for 2h because INC-42 wrong totals");

        Assert.Equal("hr-prod", draft.Target);
        Assert.Equal("read", draft.Level);
        Assert.Equal(["employee", "title"], draft.Tables);
        Assert.Equal(TimeSpan.FromHours(2), draft.Duration);
        Assert.Equal("INC-42 wrong totals", draft.Reason);
        Assert.Equal("INC-42", draft.Ticket);
        Assert.Null(draft.Database);
    }

    [Theory]
    [InlineData("request hr-prod read columns employee.id, employee.email unmask for 2h because INC-42")]
    [InlineData("request hr-prod unmasked read column employee.id,employee.email 2h because INC-42")]
    public void Columns_and_unmasking_have_words_of_their_own(string line)
    {
        var draft = Draft(line);

        Assert.Equal(("read", true, TimeSpan.FromHours(2)), (draft.Level, draft.Unmask, draft.Duration));
        Assert.Equal(["employee.id", "employee.email"], draft.Columns);
        Assert.Empty(draft.Tables);
    }

    [Theory]
    [InlineData("/jit request hr-prod read employee for 2h because INC-42")]
    [InlineData("REQUEST hr-prod read employee FOR 2 hours BECAUSE INC-42")]
    [InlineData("request hr-prod read employee because INC-42 for 2h")]
    [InlineData("request hr-prod for 2h read employee because INC-42")]
    [InlineData("request hr-prod read employee 2h because INC-42")]
    [InlineData("request hr-prod read 2 hours employee because INC-42")]
    [InlineData("request hr-prod read table employee for 120 min because INC-42")]
    [InlineData("request\thr-prod\nread  employee for 1h 60m because INC-42")]
    public void Order_and_spelling_are_free(string line)
    {
        var draft = Draft(line);

        Assert.Equal(("hr-prod", "read", TimeSpan.FromHours(2), "INC-42"), (draft.Target, draft.Level, draft.Duration, draft.Reason));
        Assert.Equal(["employee"], draft.Tables);
    }

    [Theory]
    [InlineData("request hr-prod read employee, title ,salary", "employee|title|salary")]
    [InlineData("request hr-prod read employee , title", "employee|title")]
    [InlineData("request hr-prod read employee title", "employee|title")]
    [InlineData("request hr-prod employee,title", "employee|title")]
    [InlineData("request hr-prod read \"order details\",employee", "order details|employee")]
    [InlineData("request hr-prod read “order details”, public.`Odd, Name`", "order details|public.Odd, Name")]
    [InlineData("request hr-prod read \"say \"\"hi\"\"\"", "say \"hi\"")]
    [InlineData("request hr-prod read \"for\" \"2h\"", "for|2h")]
    public void Tables_stand_between_commas_or_spaces(string line, string tables) => Assert.Equal(tables.Split('|'), Draft(line).Tables.ToArray());

    [Theory]
    [InlineData("request hr-prod read in archive")]
    [InlineData("request hr-prod read on archive")]
    [InlineData("request hr-prod in archive read")]
    public void Database_is_named_by_in_or_on(string line) => Assert.Equal(("archive", "read"), (Draft(line).Database, Draft(line).Level));

    [Fact]
    public void Schemas_are_a_list_too()
    {
        Assert.Equal(["hr", "payroll"], Draft("request hr-prod read schema hr, payroll for 2h").Schemas);
        Assert.Equal(["payroll"], Draft("request hr-prod read schema payroll").Schemas);
    }

    [Theory]
    [InlineData("because waiting for payroll", null, "waiting for payroll")]
    [InlineData("because we waited for 3 customers", null, "we waited for 3 customers")]
    [InlineData("because \"it's broken\" in hr", null, "\"it's broken\" in hr")]
    [InlineData("because I need it for 2h", "02:00:00", "I need it")]
    [InlineData("for 1h because I need it for 2h", "01:00:00", "I need it for 2h")]
    [InlineData("because", null, null)]
    public void Reason_goes_to_the_end_but_for_a_time(string end, string? duration, string? reason)
    {
        var draft = Draft($"request hr-prod read {end}");

        Assert.Equal((duration, reason), (draft.Duration?.ToString("c"), draft.Reason));
    }

    [Theory]
    [InlineData("INC-42", "INC-42")]
    [InlineData("see INC-42, please", "INC-42")]
    [InlineData("(ABC2-123)", "ABC2-123")]
    [InlineData("no ticket", null)]
    [InlineData("inc-42", null)]
    [InlineData("A-1", null)]
    public void Ticket_is_found_in_the_reason(string reason, string? ticket) => Assert.Equal(ticket, RequestLine.TicketIn(reason));

    [Theory]
    [InlineData("request hr-prod read for 0 because x", "0", nameof(DurationFault.NotPositive))]
    [InlineData("request hr-prod read for -1h because x", "-1h", nameof(DurationFault.NotPositive))]
    [InlineData("request hr-prod read for 2h; drop because x", "2h; drop", nameof(DurationFault.NotATime))]
    [InlineData("request hr-prod read for 99999999h", "99999999h", nameof(DurationFault.TooLong))]
    [InlineData("request hr-prod read because x for 99999999h", "99999999h", nameof(DurationFault.TooLong))]
    [InlineData("request hr-prod read for 2 because x", "2", nameof(DurationFault.NoUnit))]
    [InlineData("request hr-prod read for", "", nameof(DurationFault.NotATime))]
    [InlineData("request hr-prod read for because x", "", nameof(DurationFault.NotATime))]
    public void Bad_time_is_refused(string line, string text, string fault)
    {
        var bad = Assert.IsType<LineProblem.BadDuration>(Problem(line));

        Assert.Equal((text, fault), (bad.Text, bad.Fault.ToString()));
    }

    [Theory]
    [InlineData("request hr-prod read employee until 18:00Z because INC-42")]
    [InlineData("request hr-prod read employee UNTIL 18:00 UTC because INC-42")]
    [InlineData("request hr-prod until 2026-03-02 18:00 UTC read employee because INC-42")]
    [InlineData("request hr-prod until 19:00+01:00 read employee because INC-42")]
    [InlineData("request hr-prod read until 2026-03-02T18:00:00Z table employee because INC-42")]
    [InlineData("request hr-prod read employee because INC-42 until 18:00 UTC")]
    public void An_end_is_said_instead_of_a_time(string line)
    {
        var draft = Draft(line);

        Assert.Equal(("hr-prod", "read", null, ManualTime.Start.AddHours(9), "INC-42"), (draft.Target, draft.Level, draft.Duration, draft.Until, draft.Reason));
        Assert.Equal(["employee"], draft.Tables);
    }

    [Theory]
    [InlineData("because it is frozen until 18:00", null, "it is frozen until 18:00")]
    [InlineData("because it is frozen until tomorrow", null, "it is frozen until tomorrow")]
    [InlineData("for 1h because it is frozen until 18:00Z", null, "it is frozen until 18:00Z")]
    [InlineData("until 12:00Z because it is frozen until 18:00Z", 3, "it is frozen until 18:00Z")]
    [InlineData("until 12:00Z because I need it for 2h", 3, "I need it for 2h")]
    public void A_moment_in_the_reason_is_an_end_only_where_none_was_said(string end, int? hours, string reason)
    {
        var draft = Draft($"request hr-prod read {end}");

        Assert.Equal((hours is { } ahead ? ManualTime.Start.AddHours(ahead) : null, reason), (draft.Until, draft.Reason));
    }

    [Theory]
    [InlineData("request hr-prod read until 18:00 because x", "18:00", nameof(MomentFault.NoZone))]
    [InlineData("request hr-prod read until 2026-03-02 18:00 employee", "2026-03-02 18:00", nameof(MomentFault.NoZone))]
    [InlineData("request hr-prod read until 18:00 CET because x", "18:00", nameof(MomentFault.NoZone))]
    [InlineData("request hr-prod read until tomorrow evening because x", "tomorrow", nameof(MomentFault.NotAMoment))]
    [InlineData("request hr-prod read until 25:00Z because x", "25:00Z", nameof(MomentFault.NotAMoment))]
    [InlineData("request hr-prod read until", "", nameof(MomentFault.NotAMoment))]
    [InlineData("request hr-prod read until because x", "", nameof(MomentFault.NotAMoment))]
    public void Bad_end_is_refused_and_nobodys_time_zone_is_guessed(string line, string text, string fault)
    {
        var bad = Assert.IsType<LineProblem.BadMoment>(Problem(line));

        Assert.Equal((text, fault), (bad.Text, bad.Fault.ToString()));
    }

    [Theory]
    [InlineData("request hr-prod for 2h until 18:00Z")]
    [InlineData("request hr-prod until 18:00Z for 2h")]
    [InlineData("request hr-prod until 18:00Z read until 19:00Z")]
    public void Time_and_end_together_are_refused(string line) => Assert.IsType<LineProblem.Twice>(Problem(line));

    [Theory]
    [InlineData("request hr-prod read employee from 10.1.2.3 for 2h because INC-42", "10.1.2.3")]
    [InlineData("request hr-prod from 10.0.0.0/24 read employee for 2h because INC-42", "10.0.0.0/24")]
    [InlineData("request hr-prod read tables employee FROM 2001:db8::7 2h because INC-42", "2001:db8::7")]
    [InlineData("request hr-prod read employee for 2h from \"10.1.2.3\" because INC-42", "10.1.2.3")]
    [InlineData("request hr-prod read 2h from 10.1.2.3 employee because INC-42", "10.1.2.3")]
    public void An_address_stands_behind_from(string line, string address)
    {
        var draft = Draft(line);

        Assert.Equal(("hr-prod", "read", TimeSpan.FromHours(2), address), (draft.Target, draft.Level, draft.Duration, draft.Address));
        Assert.Equal(["employee"], draft.Tables);
    }

    [Theory]
    [InlineData("request hr-prod read \"from\", employee for 2h", "from|employee")]
    [InlineData("request hr-prod read tables from, employee for 2h", "from|employee")]
    [InlineData("request hr-prod read from_bank for 2h because the wires come from 10.1.2.3", "from_bank")]
    public void From_is_a_name_where_it_is_written_as_one(string line, string tables)
    {
        var draft = Draft(line);

        Assert.Equal((null, tables), (draft.Address, string.Join('|', draft.Tables)));
    }

    [Theory]
    [InlineData("request hr-prod read from employee for 2h", "employee", nameof(AddressFault.NotAnAddress))]
    [InlineData("request hr-prod read from my-laptop for 2h", "my-laptop", nameof(AddressFault.NotAnAddress))]
    [InlineData("request hr-prod read from 10.1.2.3, 10.1.2.4 for 2h", "10.1.2.3, 10.1.2.4", nameof(AddressFault.NotAnAddress))]
    [InlineData("request hr-prod read from 10.1.2 for 2h", "10.1.2", nameof(AddressFault.NotAnAddress))]
    [InlineData("request hr-prod read from for 2h", "", nameof(AddressFault.NotAnAddress))]
    [InlineData("request hr-prod read from", "", nameof(AddressFault.NotAnAddress))]
    [InlineData("request hr-prod read from 0.0.0.0/0 for 2h", "0.0.0.0/0", nameof(AddressFault.Everywhere))]
    public void What_is_no_address_is_refused_and_taken_for_no_name(string line, string text, string fault)
    {
        var bad = Assert.IsType<LineProblem.BadAddress>(Problem(line));

        Assert.Equal((text, fault), (bad.Text, bad.Fault.ToString()));
    }

    [Fact]
    public void Address_said_twice_is_refused() => Assert.IsType<LineProblem.Twice>(Problem("request hr-prod from 10.1.2.3 read from 10.1.2.4"));

    [Theory]
    [InlineData("reqest hr-prod", "request")]
    [InlineData("reuqest", "request")]
    [InlineData("mien", null)]
    [InlineData("mines", "mine")]
    [InlineData("revok k3v7q2mzt5ab", "revoke")]
    [InlineData("hlp", "help")]
    [InlineData("select * from employee", null)]
    public void Typo_gets_the_nearest_command(string line, string? nearest) =>
        Assert.Equal(nearest, Assert.IsType<LineProblem.UnknownCommand>(Problem(line)).Nearest);

    [Fact]
    public void Open_quote_is_refused_except_in_a_reason()
    {
        Assert.IsType<LineProblem.OpenQuote>(Problem("request hr-prod read \"order details for 2h"));
        Assert.Equal("the \"thing", Draft("request hr-prod read because the \"thing").Reason);
    }

    [Theory]
    [InlineData("request hr-prod read tables")]
    [InlineData("request hr-prod read tables \"\" for 2h")]
    [InlineData("request hr-prod read employee,\"\" for 2h")]
    [InlineData("request hr-prod read tables for 2h")]
    [InlineData("request hr-prod read schema because x")]
    [InlineData("request hr-prod read in for 2h")]
    [InlineData("request \"\" read employee for 2h")]
    public void Nothing_named_is_never_taken_for_everything(string line) => Assert.IsType<LineProblem.NothingNamed>(Problem(line));

    [Fact]
    public void Database_said_twice_is_refused() => Assert.IsType<LineProblem.Twice>(Problem("request hr-prod read in hr in archive for 2h"));

    [Fact]
    public void Time_said_twice_is_refused() => Assert.IsType<LineProblem.Twice>(Problem("request hr-prod for 2h read for 3h"));

    [Fact]
    public void Other_commands()
    {
        Assert.IsType<ChatCommand.Mine>(Read("Mine"));
        Assert.Equal(new ChatCommand.Who("hr-prod"), Read("who hr-prod"));
        Assert.Equal(new ChatCommand.Who(null), Read("who"));
        Assert.Equal(new ChatCommand.Done(null), Read("done"));
        Assert.Equal("k3v7q2mzt5ab", Assert.IsType<ChatCommand.Done>(Read("done K3V7Q2MZT5AB")).Id!.Value.Value);
        Assert.Equal("left the team", Assert.IsType<ChatCommand.Revoke>(Read("revoke k3v7q2mzt5ab because left the team")).Reason);
        Assert.Null(Assert.IsType<ChatCommand.Revoke>(Read("revoke k3v7q2mzt5ab because ")).Reason);
        Assert.Equal("", Assert.IsType<LineProblem.NotAnId>(Problem("revoke")).Text);
        Assert.Equal("dana", Assert.IsType<LineProblem.NotAnId>(Problem("revoke dana because")).Text);
    }

    private static RequestDraft Draft(string line) => Assert.IsType<ChatCommand.Request>(Read(line)).Draft;

    private static LineProblem Problem(string line) => Assert.IsType<ChatCommand.NotUnderstood>(Read(line)).Problem;

    private static ChatCommand Read(string line) => CommandLine.Read(line, ManualTime.Start);
}
