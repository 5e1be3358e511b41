using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>How near a generator comes to the true pictures of heads that it was never shown, all round.</summary>
/// <remarks>Ten yaws with pitches in −20…20°, every pixel at the neural resolution, white background, squared errors of 0…1 colours pooled over all pictures before the logarithm.</remarks>
public static class HeldOut
{
    private const int Views = 10;

    // A part that sticks out is measured inside its box, so many pixels wider on every side, where it covers at least so many.
    private const int Margin = 3;
    private const int LeastPixels = 12;

    // Samples a ray of the two measurements, coarse and fine each.
    private static readonly (int Samples, string Suffix)[] SampleCounts = [(24, ""), (48, "-dense")];

    /// <summary>The cameras of one head.</summary>
    /// <param name="radius">Distance from the origin.</param>
    public static IReadOnlyList<Camera> Cameras(double radius = Camera.StandardRadius) =>
        [.. Enumerable.Range(0, Views).Select(i => Camera.At(360.0 / Views * i, 20 * Math.Sin(2.4 * i), radius))];

    /// <summary>Measures a generator against the population.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="split">Which heads.</param>
    /// <param name="heads">How many.</param>
    /// <param name="image">Whether the image of full resolution is measured too.</param>
    /// <returns>psnr, psnr/foreground, psnr/front, psnr/side, psnr/back, psnr/image, iou, iou/tail (parts that only a tail or bun covers), depth; the same with -dense for twice the samples.</returns>
    public static IReadOnlyDictionary<string, double> Measure(PanoHead generator, HeadSplit split, int heads, bool image = true)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using var codes = HeadPopulation.Latents(split, 0, heads);
        return Measure(generator, [.. Enumerable.Range(0, heads).Select(i => HeadPopulation.Head(split, i))], head => generator.Map(Z(codes, head)), image);
    }

    /// <summary>Measures style mixing: the shape of one head in the colours of the next, against the true mixture.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="split">Which heads.</param>
    /// <param name="pairs">How many mixtures.</param>
    /// <param name="layer">The first style that carries colours.</param>
    /// <returns>As <see cref="Measure(PanoHead, HeadSplit, int, bool)"/>.</returns>
    public static IReadOnlyDictionary<string, double> MeasureMixing(PanoHead generator, HeadSplit split, int pairs, int layer)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using var codes = HeadPopulation.Latents(split, 0, pairs + 1);
        var mixtures = Enumerable.Range(0, pairs).Select(i => HeadSpec.FromLatents(HeadPopulation.Latent(HeadPopulation.Seed(split, i)), HeadPopulation.Latent(HeadPopulation.Seed(split, i + 1))));
        return Measure(generator, [.. mixtures], Mix, false);

        Latents Mix(int head)
        {
            using var scope = NewDisposeScope();
            var (shape, colours) = (generator.Map(Z(codes, head)), generator.Map(Z(codes, head + 1)));
            return new Latents(cat([shape.Codes[.., ..layer], colours.Codes[.., layer..]], 1), LatentSpace.WPlus).MoveToOuterDisposeScope();
        }
    }

    private static Latents Z(Tensor codes, int head) => new(codes.narrow(0, head, 1), LatentSpace.Z);

    private static Dictionary<string, double> Measure(PanoHead generator, IReadOnlyList<HeadSpec> heads, Func<int, Latents> latents, bool image)
    {
        using var grad = no_grad();
        var cameras = Cameras(generator.Config.CameraRadius);
        var side = generator.Config.NeuralResolution;
        var sums = SampleCounts.Select(_ => new HeldOutSums()).ToArray();
        for (var head = 0; head < heads.Count; head++)
        {
            using var scope = NewDisposeScope();
            var truth = HeadRenderer.Render(heads[head], cameras, side);
            var large = image ? HeadRenderer.Render(heads[head], cameras, generator.Config.ImageResolution) : null;
            var tail = TailRegion(heads[head], truth, cameras, side);
            var planes = generator.Synthesize(latents(head));
            for (var i = 0; i < SampleCounts.Length; i++)
            {
                using var step = NewDisposeScope();
                var rendering = generator.Config.Rendering with { CoarseSamples = SampleCounts[i].Samples, FineSamples = SampleCounts[i].Samples };
                sums[i].Add(truth, large, generator.Render(planes, cameras, new RenderOptions { Rendering = rendering }), tail);
            }
        }
        return sums.SelectMany((sum, i) => sum.Values(SampleCounts[i].Suffix)).ToDictionary();
    }

    // Pixels that only the tail or the bun covers, and the boxes around them without what the rest covers, [V, H, W] each; null for a head without.
    private static (Tensor Part, Tensor Box)? TailRegion(HeadSpec head, RenderedHeads truth, IReadOnlyList<Camera> cameras, int side)
    {
        var shape = new HeadShape(head, PhotoDetails.None);
        var gathered = Math.Max(shape.TailAmount, shape.BunAmount);
        if (gathered < 0.99f)
            return null;
        // Hair that is tied hangs and falls less; the head without keeps that.
        var bare = head with { TailRadius = -0.05f, BunRadius = -0.05f, HairLength = head.HairLength * (1 - 0.8f * gathered), Fringe = head.Fringe > 0 ? head.Fringe * (1 - 0.5f * gathered) : head.Fringe };
        using var scope = NewDisposeScope();
        var outside = HeadRenderer.Render(bare, cameras, side).Alpha.squeeze(1) <= 0.5; // [V, H, W]
        var part = (truth.Alpha.squeeze(1) > 0.5).logical_and(outside);
        var enough = part.sum([1, 2], keepdim: true) >= LeastPixels; // [V, 1, 1]
        var rows = Wide(part.any(2), side).unsqueeze(2);
        var columns = Wide(part.any(1), side).unsqueeze(1);
        var box = rows.logical_and(columns).logical_and(outside).logical_and(enough);
        return (part.MoveToOuterDisposeScope(), box.MoveToOuterDisposeScope());
    }

    // From the first to the last true entry of every row, and a margin, [V, S].
    private static Tensor Wide(Tensor flags, int side)
    {
        var index = arange(side, ScalarType.Float32).unsqueeze(0).expand_as(flags);
        var first = where(flags, index, full_like(index, side)).amin([1], keepdim: true) - Margin;
        var last = where(flags, index, full_like(index, -side)).amax([1], keepdim: true) + Margin;
        return (index >= first).logical_and(index <= last);
    }
}
