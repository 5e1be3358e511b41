using System.Globalization;

namespace Workbench.Tests.Weights;

public sealed class MutationFuzzTests : TensorTest
{
    /// <summary>Another number runs longer, another seed elsewhere: <c>WORKBENCH_FUZZ_INPUTS</c> and <c>WORKBENCH_FUZZ_SEED</c>.</summary>
    [Fact]
    public void Mutated_files_end_in_the_documented_exception_and_in_bounded_memory()
    {
        var inputs = Number("WORKBENCH_FUZZ_INPUTS", 25_000);
        var fuzz = new MutationFuzz(Number("WORKBENCH_FUZZ_SEED", 1));
        for (var input = 0; input < inputs; input++)
            fuzz.Step();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{fuzz.Executions} executions, {fuzz.Accepted} accepted, slowest {fuzz.Slowest.TotalMilliseconds:f0} ms, most memory beyond 4 x input {fuzz.LargestExcess >> 10} KiB");
        foreach (var (problem, count) in fuzz.Problems.OrderByDescending(pair => pair.Value))
            TestContext.Current.TestOutputHelper?.WriteLine($"{problem,-24} {count}");
        Assert.InRange(fuzz.LargestExcess, 0, 16 << 20);
        Assert.True(fuzz.Problems.Count > 20, "the mutations reach only few checks");
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
