using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Metrics;

/// <summary>Whose depth a mask was estimated from.</summary>
public enum DepthSource
{
    /// <summary>True renders of the head.</summary>
    Truth,

    /// <summary>Renders of the generator that was trained to make the head.</summary>
    Generator,
}

/// <summary>How masks are compared with the truth.</summary>
public sealed record OcclusionStudyConfig
{
    /// <summary>Which heads.</summary>
    public HeadSplit Split { get; init; } = HeadSplit.Test;

    /// <summary>How many heads; each is seen by the portrait cameras of its first photographs.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Cameras a head; what any of them sees is seen.</summary>
    public int Views { get; init; } = 1;

    /// <summary>Places a side of the box.</summary>
    public int Lattice { get; init; } = 64;

    /// <summary>The rows.</summary>
    public IReadOnlyList<OcclusionOption> Options { get; init; } = OcclusionOption.All;

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Heads < 1 || Views < 1)
            problems.Add($"Heads and Views must be positive, got {Heads} and {Views}.");
        if (Lattice is < 8 or > 256)
            problems.Add($"Lattice must lie in 8 … 256, got {Lattice}.");
        if (Options.Count == 0)
            problems.Add("Options must not be empty.");
        foreach (var option in Options)
            problems.AddRange(option.Config.Validate().Select(problem => $"{option.Name}: {problem}"));
        return problems;
    }
}

/// <summary>One row of an occlusion study.</summary>
/// <param name="Option">The options' name.</param>
/// <param name="Source">Whose depth.</param>
/// <param name="Cells">Agreement cell by cell, over all heads.</param>
/// <param name="Places">Agreement place by place in the box, over all heads.</param>
public sealed record OcclusionScore(string Option, DepthSource Source, OcclusionAgreement Cells, OcclusionAgreement Places);

/// <summary>Occlusion masks of every option against true visibility, from true depth and from the generator's own.</summary>
/// <example>
/// <code>
/// foreach (var row in OcclusionStudy.Run(head))
///     Console.WriteLine($"{row.Option} {row.Source}: {row.Cells.OcclusionIoU:0.000}");
/// </code>
/// </example>
public static class OcclusionStudy
{
    /// <summary>Compares masks with the truth.</summary>
    /// <param name="head">The demo generator: code and head of one seed belong together. Its planes fix the cells and its neural resolution the size of depth images.</param>
    /// <param name="config">Heads, cameras and options.</param>
    /// <param name="progress">Told after every head.</param>
    /// <param name="cancellation">Checked before every head.</param>
    /// <returns>One row an option and source.</returns>
    public static IReadOnlyList<OcclusionScore> Run(PanoHead head, OcclusionStudyConfig? config = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        config ??= new OcclusionStudyConfig();
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        using var grad = no_grad();
        var knowsHeads = head.Config.LatentWidth == HeadCoordinates.Count;
        var totals = new Dictionary<(string, DepthSource), OcclusionScore>();
        for (var i = 0; i < config.Heads; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var seed = HeadPopulation.Seed(config.Split, i);
            var spec = HeadPopulation.Head(seed);
            Camera[] cameras = [.. Enumerable.Range(0, config.Views).Select(shot => HeadPopulation.Photo(config.Split, i, shot).Camera)];
            var layout = Layout(head.Config);
            using var truth = TrueVisibility.Of(spec, cameras, layout, config.Lattice);
            var depths = new Dictionary<(DepthSource, int), RenderedDepth>();
            TriGrid? grid = null;
            foreach (var source in knowsHeads ? [DepthSource.Truth, DepthSource.Generator] : new[] { DepthSource.Truth })
                foreach (var option in config.Options)
                {
                    var key = (source, option.Config.DepthMultiplier);
                    if (!depths.TryGetValue(key, out var depth))
                    {
                        if (source == DepthSource.Generator)
                            grid ??= head.Synthesize(head.Map(new Latents(tensor(HeadPopulation.Latent(seed), [1, HeadCoordinates.Count]), LatentSpace.Z)));
                        depths[key] = depth = RenderedDepth.Of(source == DepthSource.Truth ? null : (head, grid!), spec, cameras, head.Config.NeuralResolution * option.Config.DepthMultiplier);
                    }
                    using var step = NewDisposeScope();
                    var mask = OcclusionEstimator.Estimate(Camera.ToTensor(cameras), depth.Depth, depth.Opacity, layout, option.Config, cameras.Length);
                    var score = new OcclusionScore(option.Name, source, OcclusionAgreement.OfCells(mask, truth), OcclusionAgreement.OfPlaces(mask, truth));
                    totals[(option.Name, source)] = totals.TryGetValue((option.Name, source), out var sum) ? sum with { Cells = sum.Cells.Plus(score.Cells), Places = sum.Places.Plus(score.Places) } : score;
                }
            progress?.Report(new StepReport(i + 1, config.Heads, "heads"));
        }
        return [.. totals.Values];
    }

    /// <summary>Where a generator's cells lie.</summary>
    public static PlaneLayout Layout(PanoHeadConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.PlaneAxes, config.PlaneDepth, config.PlaneResolution, config.PlaneResolution, config.BoxSize);
    }

    private sealed record RenderedDepth(Tensor Depth, Tensor Opacity)
    {
        public static RenderedDepth Of((PanoHead Head, TriGrid Grid)? generator, HeadSpec spec, IReadOnlyList<Camera> cameras, int side)
        {
            if (generator is not { } made)
            {
                var truth = HeadRenderer.Render(spec, cameras, side, supersampling: 0);
                return new(truth.Depth, truth.Depth.gt(0).to(ScalarType.Float32));
            }
            var views = made.Head.Render(made.Grid, cameras, new RenderOptions { NeuralResolution = side, Refine = false, Background = false });
            return new(views.Depth.cpu(), views.Mask.cpu());
        }
    }
}
