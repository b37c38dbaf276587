using JitBot.Bot.Api;
using JitBot.Bot.Bytebase;
using JitBot.Bot.Configuration;
using JitBot.Bot.Conversation;
using JitBot.Bot.Reports;
using JitBot.Bot.Slack;
using JitBot.Bot.Storage;
using JitBot.Bot.Teams;
using JitBot.Bot.Webhooks.Inbound;
using JitBot.Bot.Webhooks.Outbound;
using JitBot.Connectors;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Policy;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitBot.Bot;

/// <summary>The service, put together. Nothing is found by scanning: what runs is what is listed here.</summary>
internal static class BotHost
{
    /// <exception cref="ConfigurationException">The configuration has problems; it lists them all.</exception>
    public static WebApplication BuildJitBot(this WebApplicationBuilder builder)
    {
        var options = JitOptions.Read(builder.Configuration, builder.Environment.IsDevelopment());
        builder.Services
            .AddSingleton(options)
            .AddSingleton(options.Policy)
            .AddSingleton<IDirectory, ConfiguredDirectory>()
            .AddCore()
            .AddSingleton(options.Statements)
            .AddSingleton(options.Audit)
            .AddSingleton(options.Audit.Key)
            .AddConnectors()
            .AddPostgresStorage(options.Store.Reveal())
            .AddConversation()
            .AddWebhookSources(options.WebhookSources)
            .AddWebhooksOut(options.Destinations)
            .AddSingleton<RecordStart>()
            .AddApiTokens()
            .AddSingleton<MakeReport>()
            .AddHostedService<Schedules>()
            .AddSingleton<ReloadPolicy>()
            .AddHostedService(provider => provider.GetRequiredService<ReloadPolicy>())
            .AddJitHealth();
        builder.Services.TryAddSingleton(TimeProvider.System);
        if (options.Slack is { } slack)
        {
            builder.Services.AddSlack(slack).AddHostedService<UserGroupWatch>();
        }

        if (options.Teams is { } teams)
        {
            builder.Services.AddTeams(teams);
        }

        if (options.HasApi)
        {
            builder.Services.AddApi();
        }

        if (options.Bytebase is { } bytebase)
        {
            builder.Services.AddBytebase(bytebase);
        }

        // A line for each web request says nothing that an operator could use. The configuration's Logging section goes further either way.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        foreach (var target in options.Targets)
        {
            builder.Services.AddSingleton(target);
        }

        var app = builder.Build();
        if (options.Slack is not null)
        {
            app.MapSlack();
        }

        if (options.Teams is not null)
        {
            app.MapTeams();
        }

        if (options.HasApi)
        {
            app.MapApi();
            app.MapReport();
        }

        if (options.Bytebase is not null)
        {
            app.MapBytebase();
        }

        app.MapWebhookSources();
        app.MapJitHealth();
        return app;
    }
}
