using JitBot.Bot.Conversation.Runs;
using JitBot.Core.Work;

namespace JitBot.Bot.Conversation;

internal static class ConversationServices
{
    /// <summary>What every face shares. A face brings its <see cref="IChatSurface"/>.</summary>
    public static IServiceCollection AddConversation(this IServiceCollection services) => services
        .AddSingleton<AskForAccess>()
        .AddSingleton<ListAccess>()
        .AddSingleton<Home>()
        .AddSingleton<ShowRequest>()
        .AddSingleton<ExtendAccess>()
        .AddSingleton<EndAccess>()
        .AddSingleton<PressButton>()
        .AddSingleton<PressFinding>()
        .AddSingleton<KeepFindingsTrue>()
        .AddSingleton<TellHead>()
        .AddSingleton<ResultPages>()
        .AddSingleton<RunInChat>()
        .AddSingleton<Errands>()
        .AddHostedService(services => services.GetRequiredService<Errands>())
        .AddSingleton<Dialogue>()
        .AddSingleton<IOutreach, KeepCardsTrue>();
}
