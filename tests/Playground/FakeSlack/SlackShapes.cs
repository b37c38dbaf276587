using System.Collections.Immutable;
using System.Text.Json;
using static JitBot.Playground.FakeSlack.SlackRules;

namespace JitBot.Playground.FakeSlack;

/// <summary>Blocks and elements as docs.slack.dev describes them, with their limits. What JitBot has no use for is known by name only.</summary>
internal static class SlackShapes
{
    private const int MostOptions = 100;

    // Documented as 150 in one place and as 75 in Slack's own types: 75 is accepted by both.
    private const int OptionValue = 75;

    private static readonly SlackRule Confirm = Object(
        ("title!", Plain(100)), ("text!", Text(300)), ("confirm!", Plain(30)), ("deny!", Plain(30)), ("style", OneOf("primary", "danger")));

    private static readonly SlackRule Dispatch = Object(("trigger_actions_on!", List(2, OneOf("on_enter_pressed", "on_character_entered"))));

    public static readonly SlackRule Option = Object(("text!", Plain(75)), ("value!", String(OptionValue, 1)), ("description", Plain(75)));

    private static readonly SlackRule Choice = Object(("text!", Text(75)), ("value!", String(OptionValue, 1)), ("description", Text(75)));

    private static readonly SlackRule OverflowOption = Object(
        ("text!", Plain(75)), ("value!", String(OptionValue, 1)), ("description", Plain(75)), ("url", String(3000)));

    private static readonly SlackRule Options = List(MostOptions, Option);

    private static readonly SlackRule Groups = List(MostOptions, Object(("label!", Plain(75)), ("options!", Options)));

    private static readonly (string, SlackRule)[] Common = [("type!", Anything), ("action_id", Id), ("confirm", Confirm), ("focus_on_load", Bool)];

    private static readonly (string, SlackRule)[] Typed =
        [.. Common, ("placeholder", Plain(150)), ("dispatch_action_config", Dispatch), ("initial_value", String(3000))];

    private static readonly (string, SlackRule)[] Menu = [.. Common, ("placeholder", Plain(150))];

    private static readonly (string, SlackRule)[] Several = [.. Menu, ("max_selected_items", Int(1, MostOptions))];

    private static readonly SlackRule Button = Object(
        ("type!", Anything), ("action_id", Id), ("text!", Plain(75)), ("value", String(2000)), ("url", String(3000)),
        ("style", OneOf("primary", "danger")), ("confirm", Confirm), ("accessibility_label", String(75)));

    private static readonly SlackRule Image = Object(
        ("type!", Anything), ("image_url", String(3000)), ("slack_file", Anything), ("alt_text!", String(2000)), ("title", Plain(2000)), ("block_id", Id));

    private static readonly ImmutableDictionary<string, SlackRule> Elements = new Dictionary<string, SlackRule>
    {
        ["button"] = Button,
        ["workflow_button"] = Anything,
        ["image"] = Image,
        ["mrkdwn"] = Text(3000),
        ["plain_text"] = Text(3000),
        ["overflow"] = Object([.. Common, ("options!", List(5, OverflowOption))]),
        ["static_select"] = Either(Object([.. Menu, ("options", Options), ("option_groups", Groups), ("initial_option", Option)])),
        ["multi_static_select"] = Either(Object([.. Several, ("options", Options), ("option_groups", Groups), ("initial_options", Options)])),
        ["external_select"] = Object([.. Menu, ("min_query_length", Int(0, 3000)), ("initial_option", Option)]),
        ["multi_external_select"] = Object([.. Several, ("min_query_length", Int(0, 3000)), ("initial_options", Options)]),
        ["users_select"] = Object([.. Menu, ("initial_user", Id)]),
        ["multi_users_select"] = Object([.. Several, ("initial_users", List(MostOptions, Id, 0))]),
        ["conversations_select"] = Object([.. Menu, ("initial_conversation", Id), ("filter", Anything)]),
        ["channels_select"] = Object([.. Menu, ("initial_channel", Id)]),
        ["checkboxes"] = Chosen(Object([.. Common, ("options!", List(10, Choice)), ("initial_options", List(10, Choice))])),
        ["radio_buttons"] = Chosen(Object([.. Common, ("options!", List(10, Choice)), ("initial_option", Choice)])),
        ["datepicker"] = Object([.. Menu, ("initial_date", String(10, 10))]),
        ["timepicker"] = Object([.. Menu, ("initial_time", String(5, 5)), ("timezone", String(255))]),
        ["datetimepicker"] = Object([.. Common, ("initial_date_time", Int(1_000_000_000, 9_999_999_999))]),
        ["plain_text_input"] = Object([.. Typed, ("multiline", Bool), ("min_length", Int(0, 3000)), ("max_length", Int(1, 3000))]),
        ["email_text_input"] = Object(Typed),
        ["url_text_input"] = Object(Typed),
        ["number_input"] = Object([.. Typed, ("is_decimal_allowed!", Bool), ("min_value", String(255)), ("max_value", String(255))]),
        ["rich_text_input"] = Anything,
        ["file_input"] = Object([.. Common, ("filetypes", Anything), ("max_files", Int(1, 10))]),
    }.ToImmutableDictionary();

    private static readonly string[] Selects =
    [
        "static_select", "external_select", "users_select", "conversations_select", "channels_select",
        "multi_static_select", "multi_external_select", "multi_users_select",
    ];

    private static readonly string[] Pickers = [.. Selects, "checkboxes", "radio_buttons", "datepicker", "timepicker"];

    // What people type; the bot uses blocks of code alone.
    private static readonly ImmutableDictionary<string, SlackRule> RichText = new Dictionary<string, SlackRule>
    {
        ["rich_text_section"] = Anything,
        ["rich_text_quote"] = Anything,
        ["rich_text_list"] = Anything,
        ["rich_text_preformatted"] = Object(
            ("type!", Anything), ("border", Int(0, 1)), ("language", String(255)),
            ("elements!", List(MostOptions, ByType(
                new Dictionary<string, SlackRule>
                {
                    // No longest text is documented; this is a section's.
                    ["text"] = Object(("type!", Anything), ("text!", String(3000, 1)), ("style", Anything)),
                    ["link"] = Anything,
                },
                "text", "link")))),
    }.ToImmutableDictionary();

    public static readonly ImmutableDictionary<string, SlackRule> Blocks = new Dictionary<string, SlackRule>
    {
        ["divider"] = Block(),
        ["header"] = Block(("text!", Plain(150))),
        ["image"] = Image,
        ["section"] = All(
            Block(
                ("text", Text(3000)), ("fields", List(10, Text(2000))), ("expand", Bool),
                ("accessory", ByType(Elements, [.. Pickers, "button", "workflow_button", "overflow", "image"]))),
            (block, at, wrong) =>
                Require(block.TryGetProperty("text", out _) || block.TryGetProperty("fields", out _), "must define either `text` or `fields`", at, wrong)),
        ["context"] = Block(("elements!", List(10, ByType(Elements, "mrkdwn", "plain_text", "image")))),
        ["actions"] = Block(("elements!", List(25, ByType(Elements, [.. Pickers, "button", "workflow_button", "overflow", "datetimepicker"])))),
        ["input"] = Block(
            ("label!", Plain(2000)), ("hint", Plain(2000)), ("optional", Bool), ("dispatch_action", Bool),
            ("element!", ByType(
                Elements,
                [.. Pickers, "datetimepicker", "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"]))),
        ["markdown"] = Block(("text!", String(12_000, 1))),
        ["table"] = Anything,
        ["rich_text"] = Block(("elements!", List(MostOptions, ByType(RichText, "rich_text_section", "rich_text_preformatted", "rich_text_quote", "rich_text_list")))),
        ["video"] = Anything,
        ["file"] = Anything,
    }.ToImmutableDictionary();

    private static SlackRule Block(params (string, SlackRule)[] fields) => Object([("type!", Anything), ("block_id", Id), .. fields]);

    private static SlackRule Either(SlackRule rule) => All(rule, Chosen(Anything), (menu, at, wrong) =>
        Require(menu.TryGetProperty("options", out _) != menu.TryGetProperty("option_groups", out _), "must define either `options` or `option_groups`", at, wrong));

    /// <summary>What is chosen at first must be one of the options, in every part of it.</summary>
    private static SlackRule Chosen(SlackRule rule) => All(rule, (menu, at, wrong) =>
    {
        var offered = menu.List("options").Concat(menu.List("option_groups").SelectMany(group => group.List("options"))).ToArray();
        bool IsOffered(JsonElement option) => offered.Any(candidate => JsonElement.DeepEquals(candidate, option));
        var holds = !menu.TryGetProperty("initial_option", out var single) || IsOffered(single);
        Require(holds, "must exactly match one of the provided options", $"{at}/initial_option", wrong);
        Require(menu.List("initial_options").All(IsOffered), "must exactly match one of the provided options", $"{at}/initial_options", wrong);
    });
}
