using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

/// <summary>What cells leave behind in native memory.</summary>
public sealed class TensorMemoryTests : SessionTest
{
    private const string Torch = "#r \"nuget: TorchSharp-cpu\"\nusing TorchSharp;";

    [Fact]
    public async Task A_large_tensor_declared_again_twenty_times_does_not_grow_the_process()
    {
        await Value(Torch);
        await Value("var big = torch.ones(64, 1024, 1024); // 256 MiB");
        var first = Environment.WorkingSet;
        for (var i = 0; i < 20; i++) await Value("var big = torch.ones(64, 1024, 1024);");
        Assert.True(Environment.WorkingSet - first < 160L << 20, $"grew by {(Environment.WorkingSet - first) >> 20} MiB");
        Assert.Equal("67108864", await Value("big.sum().item<float>()"));
        await Value("#!forget big");
        Assert.True(Environment.WorkingSet < first - (160L << 20), "the memory did not come back");
    }

    [Fact]
    public async Task Temporaries_go_with_their_cell_and_what_is_held_stays()
    {
        await Value(Torch);
        await Value("var kept = torch.ones(3); var inList = new List<torch.Tensor> { torch.zeros(2) }; var closure = torch.full(new long[] { 1 }, 7f); Func<float> read = () => closure.item<float>();");
        var before = await Live();
        await Value("for (var i = 0; i < 50; i++) { var t = torch.rand(10) + 1; }\nvar sum = (kept + kept).sum().item<float>();");
        Assert.Equal(before, await Live());
        Assert.Equal("6", await Value("sum"));
        Assert.Equal("7", await Value("read() + inList[0].sum().item<float>()"));
    }

    [Fact]
    public async Task Running_a_cell_again_does_not_pile_up_tensors()
    {
        await Value(Torch);
        const string cell = "var (a, b) = (torch.rand(5), torch.rand(5)); var all = Enumerable.Range(0, 4).Select(i => a * i).ToArray(); foreach (var t in all) { var u = t + b; }";
        await Value(cell);
        await Value("1");
        var before = await Live();
        for (var i = 0; i < 5; i++) await Value(cell);
        // the lambda of the cell refers to its own `a`: those of earlier runs must stay, all else goes
        Assert.Equal(before + 5, await Live());
    }

    [Theory]
    [InlineData("int Read() => x.Length;")]
    [InlineData("Func<int> Read = () => x.Length;")]
    [InlineData("int Read() { int Inner() => x.Length; return Inner(); }")]
    [InlineData("int Both { get { return x.Length; } } int Read() => Both;")]
    [InlineData("class Reader { public static Func<int> F; } Reader.F = delegate { return x.Length; }; int Read() => Reader.F();")]
    [InlineData("var lengths = from i in new[] { 0 } select x.Length; int Read() => lengths.Single();")]
    public async Task An_older_variable_that_code_still_refers_to_stays(string reader)
    {
        await Value("var x = \"older\";");
        await Value(reader);
        await Value("var x = 1.5;");
        Assert.Equal("5", await Value("Read()"));
        Assert.Equal("1.5", await Value("x"));
    }

    [Fact]
    public async Task An_older_variable_that_only_finished_code_named_is_emptied_and_nothing_else_is()
    {
        await Value("var x = new List<int> { 1 }; var alias = x; var y = x.Count;");
        await Value("var weak = new WeakReference(new object()); var x = new object();");
        await Value("weak = new WeakReference(x);");
        await Value("var x = 3; var (p, q) = (1, 2);");
        await Value("GC.Collect();");
        Assert.Equal("False", await Value("weak.IsAlive"));
        Assert.Equal("1 1 3", await Value("$\"{alias.Count} {y} {x}\""));
    }

    [Fact]
    public async Task A_cell_that_fails_or_is_interrupted_leaves_older_variables_in_place()
    {
        await Value("var x = new int[3]; int Later() => 0;");
        var (rejected, _) = await Run("var x = nothing;");
        Assert.Equal(CellStatus.Rejected, rejected.Status);
        var (stopped, _) = await Interrupt(Session, "var x = 1; Console.Write(\"started\"); while (true) { }");
        Assert.Equal(CellStatus.Interrupted, stopped.Status);
        Assert.Equal("3", await Value("x.Length"));
    }

    [Fact]
    public async Task The_memory_report_names_the_variables_that_hold_tensors()
    {
        await Value(Torch);
        await Value("var weights = torch.ones(256, 256); var pair = (torch.ones(10), \"label\"); var layer = torch.nn.Linear(8, 4); class Box { public torch.Tensor T; } var box = new Box { T = weights };");
        var (_, sink) = await Run("#!mem");
        var plain = sink.Displays[0].Bundle["text/plain"]!;
        Assert.Contains("weights                   1 tensors    256.0 KiB cpu", plain, StringComparison.Ordinal);
        Assert.Contains("pair", plain, StringComparison.Ordinal);
        Assert.Contains("layer                     2 tensors        144 B cpu", plain, StringComparison.Ordinal);
        Assert.Contains("live tensors:", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("box", plain, StringComparison.Ordinal); // its tensor is that of weights
        Assert.Contains("<td>weights</td>", sink.Displays[0].Bundle["text/html"], StringComparison.Ordinal);
        Assert.Equal("True", await Value("Memory.Report().Holders.Any(holder => holder.Variable == \"layer\")"));
    }

    private async Task<long> Live()
    {
        var (_, sink) = await Run("torch.Tensor.TotalCount");
        return long.Parse(sink.ResultText!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
