using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeBytebase;

/// <summary>The calls that a service account makes, and <c>:activate</c>, which it must not.</summary>
internal sealed class BytebaseApi(BytebaseTwin twin)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/auth/login", http => AnswerAsync(http, body =>
            twin.LogIn(Text(body, "email"), Text(body, "password"), body["web"]?.GetValue<bool>() ?? false), isLogin: true));
        routes.MapPost("/v1/projects/{project}/issues:search", http => AnswerAsync(http, body =>
            twin.Search(Value(http, "project"), Text(body, "filter"), body["pageSize"]?.GetValue<int>() ?? 10, Text(body, "pageToken"))));
        routes.MapGet("/v1/projects/{project}:getIamPolicy", http => AnswerAsync(http, _ => twin.Policy(Value(http, "project"))));
        routes.MapGet("/v1/projects/{project}/issues/{issue}", http => AnswerAsync(http, _ => twin.Issue(Name(http, "issue")).ToJson(twin.IsBefore317)));
        routes.MapGet("/v1/projects/{project}/accessGrants/{grant}", http => AnswerAsync(http, _ => twin.Grant(Name(http, "grant")).ToJson()));
        routes.MapPost("/v1/projects/{project}/issues/{issue}:approve", http => DoAsync(http, body => twin.Approve(Name(http, "issue"), BytebaseTwin.ServiceAccount, Text(body, "comment"))));
        routes.MapPost("/v1/projects/{project}/issues/{issue}:reject", http => DoAsync(http, body => twin.Reject(Name(http, "issue"), BytebaseTwin.ServiceAccount, Text(body, "comment"))));
        routes.MapPost("/v1/projects/{project}/accessGrants/{grant}:revoke", http => DoAsync(http, _ => twin.Revoke(Name(http, "grant"))));
        routes.MapPost("/v1/projects/{project}/accessGrants/{grant}:activate", http => DoAsync(http, _ => twin.Activate(Name(http, "grant"))));
    }

    private Task DoAsync(HttpContext http, Action<JsonObject> change) => AnswerAsync(http, body =>
    {
        if (!twin.Lies)
        {
            change(body);
        }

        return [];
    });

    private async Task AnswerAsync(HttpContext http, Func<JsonObject, JsonObject> answer, bool isLogin = false)
    {
        IResult result;
        try
        {
            if (!isLogin)
            {
                twin.Admit(http.Request.Headers.Authorization.ToString());
            }

            var body = HttpMethods.IsGet(http.Request.Method) ? [] : await http.Request.ReadFromJsonAsync<JsonObject>() ?? [];
            result = Results.Text(answer(body).ToJsonString(), "application/json");
        }
        catch (BytebaseRefusal refusal)
        {
            result = refusal.Result;
        }

        await result.ExecuteAsync(http);
    }

    private static string Text(JsonObject body, string key) => body[key]?.GetValue<string>() ?? "";

    private static string Value(HttpContext http, string key) => (string)http.Request.RouteValues[key]!;

    private static string Name(HttpContext http, string key) => $"projects/{Value(http, "project")}/{(key == "issue" ? "issues" : "accessGrants")}/{Value(http, key)}";
}
