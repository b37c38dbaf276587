using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Tests.Policy.Conditions;

/// <summary>The language's own cases, every one of them: none is excepted.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files => [.. ConformanceCase.All.Select(one => one.File).Distinct().DefaultIfEmpty("")];

    [Theory, MemberData(nameof(Files))]
    public void Every_case_of_the_language_holds(string file)
    {
        Assert.SkipWhen(file.Length == 0, $"The language's test data is not beside the repository; {ConformanceCase.FileVariable} says where it is.");
        var cases = ConformanceCase.All.Where(one => one.File == file).ToArray();

        var broken = cases.Select(Broken).OfType<string>().ToArray();

        output.WriteLine($"{cases.Length - broken.Length} of {cases.Length} hold.");
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    /// <summary>What is wrong, or null.</summary>
    private static string? Broken(ConformanceCase one)
    {
        var (problem, value) = Run(one);
        var holds = one.Value is null
            ? problem is not null || value is CelValue.Error
            : problem is null && Same(one.Value, value!);
        return holds ? null : $"{one.Name}: {one.Expression} should be {one.Value?.ToString() ?? "an error"} and is {problem ?? value!.ToString()}";
    }

    private static (string? Problem, CelValue? Value) Run(ConformanceCase one)
    {
        var vocabulary = new Vocabulary([.. one.Bindings.Select(binding => (binding.Name, CelType.Dyn))]);
        var (root, problem) = Parser.Read(one.Expression);
        if (root is null)
        {
            return (problem!.What, null);
        }

        if (one.IsChecked)
        {
            var checker = new Checker(one.Expression, vocabulary);
            checker.TypeOf(root, null);
            if (checker.Problems is [var first, ..])
            {
                return (first.What, null);
            }
        }

        return (null, new Evaluation(new(one.Bindings), vocabulary, WrittenPatterns.None).Run(root));
    }

    /// <summary>Of the same type too, and 0.0 is not -0.0.</summary>
    private static bool Same(CelValue expected, CelValue actual) => (expected, actual) switch
    {
        (CelValue.Double a, CelValue.Double b) => BitConverter.DoubleToInt64Bits(a.Value) == BitConverter.DoubleToInt64Bits(b.Value),
        _ => expected.Equals(actual),
    };
}
