using System.Globalization;
using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Metrics;

/// <summary>What a truncation does to pictures; all numbers are squared distances of features.</summary>
/// <param name="Truncation">ψ</param>
/// <param name="Spread">Variety: mean distance of two different heads from the same camera.</param>
/// <param name="ToTruth">Mean distance to the true picture of the same code.</param>
/// <param name="ToNearest">Typicality: mean distance to the nearest of many true heads that the codes have nothing to do with. Small means that such heads are common.</param>
public sealed record TruncationPoint(double Truncation, double Spread, double ToTruth, double ToNearest);

/// <summary>How a truncation curve is measured.</summary>
public sealed record TruncationCurveConfig
{
    /// <summary>Values of ψ.</summary>
    public IReadOnlyList<double> Truncations { get; init; } = [0, 0.25, 0.5, 0.7, 0.85, 1, 1.2];

    /// <summary>Codes at every ψ: the first of the split.</summary>
    public int Heads { get; init; } = 32;

    /// <summary>True heads among which the nearest is looked for: those of the split behind the codes.</summary>
    public int References { get; init; } = 128;

    /// <summary>Which heads.</summary>
    public HeadSplit Split { get; init; } = HeadSplit.Test;

    /// <summary>Cameras; distances are taken between pictures of one camera.</summary>
    public IReadOnlyList<Camera> Cameras { get; init; } = [Camera.At(0), Camera.At(120), Camera.At(-120)];
}

/// <summary>Variety against typicality: what truncation costs and gives, measured against the population, where the truth of every code is known.</summary>
/// <param name="Points">One a ψ.</param>
/// <param name="Truth">The same numbers of the true pictures themselves, ψ 1: the variety there is, and how far one true head is from the nearest of the others.</param>
/// <param name="Conditions">How it was measured.</param>
public sealed record TruncationCurve(IReadOnlyList<TruncationPoint> Points, TruncationPoint Truth, MetricConditions Conditions)
{
    /// <summary>Measures a generator of the population; pictures are raw ones of the neural resolution over white.</summary>
    /// <param name="head">A generator whose codes are the population's latent vectors.</param>
    /// <param name="features">The distance.</param>
    /// <param name="config">Values of ψ, numbers of heads; null takes the defaults.</param>
    /// <param name="progress">Told after every ψ.</param>
    /// <param name="cancellation">Checked before every head.</param>
    /// <exception cref="ArgumentException">The generator's codes are no latent vectors of the population, or fewer than two heads, or no ψ, camera or reference is given.</exception>
    public static TruncationCurve Measure(PanoHead head, IFeatureNetwork features, TruncationCurveConfig? config = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        TruthCheck.Codes(head);
        config ??= new TruncationCurveConfig();
        if (config.Heads < 2 || config.References < 1 || config.Truncations.Count == 0 || config.Cameras.Count == 0)
            throw new ArgumentException("config: at least two heads, one reference, one ψ and one camera are needed.", nameof(config));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var side = head.Config.NeuralResolution;
        var references = Truths(config.Heads, config.References);
        var truths = Truths(0, config.Heads);
        var z = new Latents(HeadPopulation.Latents(config.Split, 0, config.Heads), LatentSpace.Z);
        var points = new List<TruncationPoint>();
        foreach (var psi in config.Truncations)
        {
            using var step = NewDisposeScope();
            points.Add(Point(psi, Generated(head.Map(z, psi)), truths, references));
            progress?.Report(new StepReport(points.Count, config.Truncations.Count, "truncation"));
        }
        var remarks = string.Create(CultureInfo.InvariantCulture, $"{config.References} reference heads, {config.Cameras.Count} cameras, split {config.Split}, raw pictures over white");
        return new TruncationCurve(points, Point(1, truths, truths, references), new MetricConditions(features.Name, config.Heads, side, "none", null) { Remarks = remarks });

        // Features of one camera after the other, [N, F] each.
        List<Tensor> Truths(int start, int count)
        {
            var heads = Enumerable.Range(start, count).Select(i => HeadPopulation.Head(config.Split, i)).ToArray();
            var described = new List<Tensor>();
            foreach (var camera in config.Cameras)
            {
                cancellation.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                using var views = HeadRenderer.Render(heads, [.. Enumerable.Repeat(camera, count)], side);
                described.Add(features.Features(views.Image()).MoveToOuterDisposeScope());
            }
            return described;
        }

        List<Tensor> Generated(Latents codes)
        {
            var described = config.Cameras.Select(_ => new List<Tensor>()).ToArray();
            for (var i = 0; i < config.Heads; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                var planes = head.Synthesize(new Latents(codes.Codes.narrow(0, i, 1), LatentSpace.W));
                var seen = features.Features(head.Render(planes, config.Cameras, new RenderOptions { Refine = false }, cancellation: cancellation).Image); // [V, F]
                for (var view = 0; view < described.Length; view++)
                    described[view].Add(seen.narrow(0, view, 1).clone().MoveToOuterDisposeScope());
            }
            return [.. described.Select(rows => cat(rows))];
        }
    }

    // Mean over cameras.
    private static TruncationPoint Point(double psi, List<Tensor> shown, List<Tensor> truths, List<Tensor> references)
    {
        using var scope = NewDisposeScope();
        var (spread, own, nearest) = (0.0, 0.0, 0.0);
        for (var view = 0; view < shown.Count; view++)
        {
            var (rows, count) = (shown[view], (double)shown[view].shape[0]);
            // Mean over pairs of |a − b|² is twice the variance with N − 1.
            spread += 2 * (rows - rows.mean([0], keepdim: true)).square().sum().ToDouble() / (count - 1);
            own += (rows - truths[view]).square().sum([1]).mean().ToDouble();
            var products = rows.mm(references[view].t()); // [N, M]
            var squares = rows.square().sum([1], keepdim: true) + references[view].square().sum([1]).unsqueeze(0) - products * 2;
            nearest += squares.clamp(min: 0).amin([1]).mean().ToDouble();
        }
        return new TruncationPoint(psi, spread / shown.Count, own / shown.Count, nearest / shown.Count);
    }
}
