using System.Diagnostics;
using Workbench.Ops;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Population;
using Workbench.Rendering;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>One hair transfer at the published size: views of both heads, lifting, edit, a view of 512². Initial weights of seed 0 and labels by bands: times and memory do not depend on them.</summary>
/// <remarks>The size of the process is read after every step, so run it alone.</remarks>
internal static class EditBenchmarks
{
    public static void Run(PanoHeadNetwork network)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        using var head = new PanoHead(network).Clone();
        head.Network.named_parameters().Single(item => item.name.EndsWith("decoder.net.2.bias", StringComparison.Ordinal)).parameter[0] += 10; // fog becomes matter, so that every rule finds parts
        ProcessSize.Line("networks", TimeSpan.Zero);
        var clock = Stopwatch.StartNew();
        EditableHead[] heads = [.. Enumerable.Range(1, 2).Select(seed => new EditableHead(head.Synthesize(head.Map((long)seed, 0.7)), new Bands(), $"seed {seed}"))];
        ProcessSize.Line("two heads", clock.Elapsed);
        foreach (var rule in Enum.GetValues<LiftingRule>())
        {
            clock.Restart();
            using var edit = new PartTransfer(head).Transfer(heads[0], [heads[1]], new TransferConfig { Lifting = new LiftingConfig { Rule = rule } }, new Steps(clock));
            ProcessSize.Line($"the edit, full ring, {rule}", clock.Elapsed);
            clock.Restart();
            using var view = edit.Render(head, [head.ConditioningCamera]);
            ProcessSize.Line($"view of {view.Image.shape[2]}²", clock.Elapsed);
        }
    }

    // Hair in the upper third of every view, skin in the middle, clothes below: something of everything, everywhere.
    private sealed class Bands : IPartLabels
    {
        public string Name => "bands";

        public PartTable Parts => PartTable.FaceParser;

        public bool ReadsPictures => false;

        public PartLabels Label(RenderedViews views, CancellationToken cancellation = default)
        {
            using var scope = NewDisposeScope();
            var (count, side) = (views.Count, views.Depth.shape[2]);
            var rows = (arange(side, ScalarType.Int64) * 3).div(side, RoundingMode.floor); // 0, 1, 2 from the top
            var classes = tensor(new long[] { (long)HeadPart.Hair, (long)HeadPart.Skin, (long)HeadPart.Cloth })[rows].view(1, side, 1).expand(count, side, side).to(ScalarType.Byte);
            return PartLabels.FromClasses(classes, Parts, (int)side).MoveToOuterDisposeScope();
        }
    }

    private sealed class Steps(Stopwatch clock) : IProgress<StepReport>
    {
        public void Report(StepReport value) => ProcessSize.Line($"  {value.Message} {value.Step}/{value.Total}", clock.Elapsed);
    }
}
