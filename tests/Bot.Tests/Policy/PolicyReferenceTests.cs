using JitBot.Bot.Configuration;
using JitBot.Core.Policy;
using JitBot.Core.Policy.Conditions;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Configuration;

namespace JitBot.Bot.Tests.Policy;

/// <summary>Whatever a policy can say stands in docs/policy-reference.md.</summary>
public sealed class PolicyReferenceTests
{
    [Fact]
    public void Every_key_is_explained()
    {
        using var sample = File.OpenRead(Path.Combine(PostgresBinaries.RepositoryFolder, "policy.sample.json"));
        var settings = Settings.Whole(new ConfigurationBuilder().AddJsonStream(sample).Build());
        PolicySettings.Read(settings, Company.Organisation, "v");

        var keys = settings.KeysRead.SelectMany(key => key.Split(':')).Where(part => !part.All(char.IsAsciiDigit)).Distinct(StringComparer.Ordinal).ToArray();

        Assert.Contains("EscalateTo", keys);
        Assert.All(keys, key => Assert.Contains($"`{key}`", PolicyReference.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_name_is_explained() => Assert.All(
        PolicyVocabulary.Names.Names.SelectMany(root => PolicyVocabulary.Names.TypeOf(root) is CelType.Record record ? record.FieldNames.Select(field => $"{root}.{field}") : [root]),
        name => Assert.Contains($"`{name}`", PolicyReference.Text, StringComparison.Ordinal));

    [Fact]
    public void The_sample_is_a_policy() => Assert.Empty(
        PolicyFile.Read(Path.Combine(PostgresBinaries.RepositoryFolder, "policy.sample.json"), Company.Organisation).Problems);
}
