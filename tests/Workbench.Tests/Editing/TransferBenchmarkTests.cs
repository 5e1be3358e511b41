using Workbench.Editing;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Tests.Generator;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Editing;

public sealed class TransferBenchmarkTests : TensorTest
{
    private static readonly IReadOnlyList<StylePair> Pairs = StylePair.HeldOut(2);
    private static readonly BenchmarkMethod First = TransferBenchmark.Rules[1], Second = TransferBenchmark.Rules[7]; // front views

    private readonly PanoHead _head = Generator(1);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Finished_pairs_are_never_measured_again_and_new_methods_join_them()
    {
        using var own = _head;
        using var files = _folder;
        var (one, two, three) = (new Steps(), new Steps(), new Steps());
        var first = TransferBenchmark.Run(_head, Pairs, [First], _folder.Path, one, TestContext.Current.CancellationToken);
        var again = TransferBenchmark.Run(_head, Pairs, [First], _folder.Path, two, TestContext.Current.CancellationToken);
        var more = TransferBenchmark.Run(_head, Pairs, [First, Second], _folder.Path, three, TestContext.Current.CancellationToken);
        Assert.Equal((2, 0, 2), (one.Count, two.Count, three.Count));
        Assert.Equal(first, again);
        Assert.Equal(8, first.Count);
        Assert.Equal(first, more.Where(row => row.Method != Second.Name));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.lock"));
        Assert.Contains(Second.Name, BenchmarkTable.Markdown(more), StringComparison.Ordinal);
        Assert.Equal(11, BenchmarkTable.Csv(more).Split('\n').Length - 1);
    }

    [Fact]
    public void Pairs_of_another_process_are_left_out_and_numbers_of_another_generator_refused()
    {
        using var own = _head;
        using var files = _folder;
        var pair = Pairs[0];
        using (new FileStream(_folder.File($"pair-{pair.Target}-{pair.Reference}.json.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal([Pairs[1]], TransferBenchmark.Run(_head, Pairs, [First], _folder.Path).Select(row => row.Pair).Distinct());
        using var other = Generator(2);
        Assert.Contains("another generator", Assert.Throws<IOException>(() => TransferBenchmark.Run(other, Pairs, [First], _folder.Path)).Message, StringComparison.Ordinal);
    }

    private static PanoHead Generator(uint seed)
    {
        var network = new PanoHeadNetwork(SmallPanoHead.Config with { LatentWidth = HeadCoordinates.Count });
        WeightRecipe.Apply(network, seed, sigmaBias: 4);
        return new PanoHead(network, "tiny");
    }

    private sealed class Steps : IProgress<StepReport>
    {
        public int Count { get; private set; }

        public void Report(StepReport value) => Count++;
    }
}
