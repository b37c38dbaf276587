using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Tests.Policy.Conditions;

/// <summary>What somebody who writes a policy is told: where, what, and how it could be.</summary>
public sealed class ConditionProblemTests
{
    [Theory]
    [InlineData("request.levl == \"write\"", "request.levl", "`request` has no field `levl`. It has `level`, `labels`, `length`, ….", "request.level")]
    [InlineData("reqest.level == \"write\"", "reqest", "`reqest` is unknown. Known are `request`, `incident`, `now`.", "request")]
    [InlineData("request.level = \"write\"", "=", "A single `=` compares nothing: write `==` for \"equals\".", "request.level == \"write\"")]
    [InlineData("request.urgent & true", "&", "A single `&` means nothing here: write `&&` for \"and\".", "request.level == \"write\" && size(request.tables) > 0")]
    [InlineData("request.urgent | true", "|", "A single `|` means nothing here: write `||` for \"or\".", "request.level == \"read\" || size(request.tables) == 1")]
    [InlineData("request.level == “write”", "“", "`“` is a typographic quotation mark: write \" or '.", "request.level == \"write\"")]
    [InlineData("request.level == \"write", "\"write", "The string that begins with `\"write` has no closing \".", "request.level == \"write\"")]
    [InlineData("request.level == \"a\\d\"", "\\d", "`\\d` is no escape: a backslash is written twice, or the string as r\"…\".", "r\"^\\d+$\"")]
    [InlineData("(request.urgent || true", "", "`)` is missing before the end.", "(a || b) && c")]
    [InlineData("size(request.tables", "", "`)` is missing before the end.", "size(request.tables)")]
    [InlineData("request.urgent)", ")", "`)` closes nothing that was opened.", "a == 1 && b == 2")]
    [InlineData("request.urgent true", "true", "The condition should end before `true`, or an operator is missing.", "a == 1 && b == 2")]
    [InlineData("request.urgent and true", "and", "The condition should end before `and`, or an operator is missing.", "a == 1 && b == 2")]
    [InlineData("request.urgent &&", "", "A value is missing before the end.", "request.level == \"write\"")]
    [InlineData("", "", "A value is missing before the end.", "request.level == \"write\"")]
    [InlineData("request.length > 8h", "8h", "`8h` is neither a number nor a name: names begin with a letter, and a length of time is a string.", "duration(\"8h\")")]
    [InlineData("request.level == 3", "request.level == 3", "`request.level` is a string and `3` an int: they are never equal.", "request.level == \"write\"")]
    [InlineData("3 != request.level", "3 != request.level", "`3` is an int and `request.level` a string: they are never equal.", "request.level != \"write\"")]
    [InlineData("\"a\" && true", "\"a\"", "Here something true or false is needed, but `\"a\"` is a string.", "\"a\" == \"write\"")]
    [InlineData("request.level", "request.level", "A condition is true or false, but `request.level` is a string.", "request.level == \"write\"")]
    [InlineData("request.minutes + \"1\" == 3", "request.minutes + \"1\"", "`+` is not for an int and a string: `request.minutes + \"1\"`.", "now + duration(\"8h\")")]
    [InlineData("!request.level", "!request.level", "`!` is not for a string: `!request.level`.", "!(request.level == \"write\")")]
    [InlineData("request.minutes in [\"a\"]", "request.minutes in [\"a\"]", "`request.minutes` is an int, but `[\"a\"]` holds string: it is never in it.", "request.minutes in [3]")]
    [InlineData("request.level.startWith(\"w\")", "request.level.startWith(\"w\")", "There is no function `startWith`. There are `startsWith`, `endsWith`, `string`, ….", "resource.database_name.startsWith(\"hr\")")]
    [InlineData("startsWith(request.level, \"w\")", "startsWith(request.level, \"w\")", "`startsWith` stands after a dot, behind what it is about.", "resource.database_name.startsWith(\"hr\")")]
    [InlineData("request.level.startsWith()", "request.level.startsWith()", "`startsWith` takes 1 argument, not 0.", "resource.database_name.startsWith(\"hr\")")]
    [InlineData("request.level.matches(\"(a\")", "\"(a\"", "The pattern \"(a\" cannot be used: a `(` is not closed.", "resource.database_name.matches(\"^hr_[a-z]+$\")")]
    [InlineData("request.level.matches(\"(a{1000}){1000}\")", "\"(a{1000}){1000}\"", "The pattern \"(a{1000}){1000}\" cannot be used: with its repetitions written out it is too long.", "resource.database_name.matches(\"^hr_[a-z]+$\")")]
    [InlineData("request.level.matches(\"(?=a)\")", "\"(?=a)\"", "The pattern \"(?=a)\" cannot be used: this kind of group is not supported: there is no looking ahead or behind.", "resource.database_name.matches(\"^hr_[a-z]+$\")")]
    [InlineData("request.length > duration(\"8 hours\")", "\"8 hours\"", "\"8 hours\" is no length of time as in \"8h\", \"1h30m\" or \"90s\".", "duration(\"8h\")")]
    [InlineData("now > timestamp(\"tomorrow\")", "\"tomorrow\"", "\"tomorrow\" is no moment of the years 1 to 9999 as in \"2026-01-31T08:00:00Z\".", "timestamp(\"2026-01-31T08:00:00Z\")")]
    [InlineData("now.getHours(\"Berlin\") < 8", "\"Berlin\"", "\"Berlin\" is no time zone.", "now.getHours(\"Europe/Berlin\")")]
    [InlineData("request.tables.exists(table == \"a\")", "request.tables.exists(table == \"a\")", "exists() stands after a list or a map and takes a new name for the element, then what is asked of it.", "request.tables.exists(table, table.startsWith(\"pay\"))")]
    [InlineData("request.tables.exists(\"a\", true)", "\"a\"", "exists() begins with a new name for the element, then what is asked of it.", "request.tables.exists(table, table.startsWith(\"pay\"))")]
    [InlineData("request.level.all(x, true)", "request.level", "all() goes through a list or a map, but `request.level` is a string.", "request.tables.exists(table, table == \"salary\")")]
    [InlineData("has(request.ticket)", "request.ticket", "`request` has no field `ticket`. It has `tables`, `level`, `minutes`, ….", "request.tables")]
    [InlineData("has(request)", "request", "has() asks for a field, written as something, a dot and its name.", "has(request.ticket)")]
    [InlineData("request.urgent ? 1 : \"a\"", "\"a\"", "`1` is an int and `\"a\"` a string: both ways must give the same type.", "request.urgent ? 3 : 3")]
    [InlineData("now == null", "now == null", "`now` is a timestamp and `null` a null_type: they are never equal.", "now == timestamp(\"2026-01-31T08:00:00Z\")")]
    [InlineData("request.minutes < 99999999999999999999", "99999999999999999999", "`99999999999999999999` is beyond the 64 bits of an int.", "9223372036854775807")]
    public void A_mistake_is_told_with_its_place_and_an_example(string source, string text, string what, string example)
    {
        var problem = SampleWords.Problem(source);

        Assert.Equal((text, what, example), (source.Substring(problem.Offset, problem.Length), problem.What, problem.Example));
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var reading = Condition.Read("request.levl == \"a\" && incident.sverity == \"high\" || nw > now", SampleWords.Vocabulary);

        Assert.Equal([0, 23, 53], Assert.IsType<ConditionReading.Unreadable>(reading).Problems.Select(problem => problem.Offset));
    }

    [Fact]
    public void A_source_has_a_greatest_length() =>
        Assert.Equal("A condition has at most 8192 characters; this one has 8193.", SampleWords.Problem("true //".PadRight(8193, '-')).What);

    [Theory]
    [InlineData("(", "true", ")")]
    [InlineData("[", "true", "]")]
    [InlineData("!", "true", "")]
    [InlineData("true || ", "true", "")]
    [InlineData("true ? true : ", "true", "")]
    [InlineData("size(", "[]", ")")]
    [InlineData("", "request", ".a")]
    [InlineData("", "[]", ".map(x, x)")]
    [InlineData("{1: ", "true", "}")]
    public void Depth_has_a_bound(string before, string inner, string after)
    {
        var times = (8192 - inner.Length) / (before.Length + after.Length);
        var source = string.Concat(Enumerable.Repeat(before, times)) + inner + string.Concat(Enumerable.Repeat(after, times));

        Assert.Matches("^(Brackets are nested more than 100 deep|More than 250 operations hang on one another) here\\.$", SampleWords.Problem(source).What);
    }
}
