using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>How near a generator comes to the true pictures of heads that it was never shown, all round.</summary>
/// <remarks>Fixed codes, ten yaws, pitches −20…20°, every pixel at the neural resolution, white background, errors of 0…1 colours pooled over all pictures.</remarks>
public static class HeldOut
{
    private const long Seed = 20260729;
    private const int Views = 10;

    // A part that sticks out is measured inside its box, so many pixels wider on every side.
    private const int Margin = 3;
    private const int LeastPixels = 12;

    /// <summary>Samples a ray of the two measurements, coarse and fine each.</summary>
    private static readonly (int Samples, string Name)[] SampleCounts = [(24, ""), (48, "-dense")];

    /// <summary>The codes.</summary>
    /// <param name="count">How many; the first of a larger set are those of a smaller one.</param>
    public static Latents Codes(int count)
    {
        using var scope = NewDisposeScope();
        return new Latents(RandomSource.Seeded(Seed).Normal(RandomSource.Latent, 256, HeadCoordinates.Count)[..count].clone(), LatentSpace.Z).MoveToOuterDisposeScope();
    }

    /// <summary>The cameras of one head.</summary>
    public static IReadOnlyList<Camera> Cameras(double radius = Camera.StandardRadius) =>
        [.. Enumerable.Range(0, Views).Select(i => Camera.At(36 * i, 20 * Math.Sin(2.4 * i), radius))];

    /// <summary>Measures a generator.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="heads">How many heads, at most 256.</param>
    /// <param name="image">Whether the image of full resolution is measured too.</param>
    /// <returns>psnr, psnr/foreground, iou, depth, psnr/front, psnr/side, psnr/back, iou/tail (tails and buns), psnr/image at full resolution; names with -dense for twice the samples.</returns>
    public static IReadOnlyDictionary<string, double> Measure(PanoHead generator, int heads, bool image = true)
    {
        using var grad = no_grad();
        using var codes = Codes(heads);
        var specs = HeadSpec.FromLatents(codes.Codes);
        var cameras = Cameras(generator.Config.CameraRadius);
        var side = generator.Config.NeuralResolution;
        var sums = SampleCounts.Select(_ => new Sums()).ToArray();
        for (var head = 0; head < heads; head++)
        {
            using var scope = NewDisposeScope();
            var truth = HeadRenderer.Render(specs[head], cameras, side);
            var tail = TailRegion(specs[head], truth, cameras, side);
            using var one = new Latents(codes.Codes.narrow(0, head, 1), LatentSpace.Z);
            var planes = generator.Synthesize(one);
            for (var i = 0; i < SampleCounts.Length; i++)
            {
                using var step = NewDisposeScope();
                var rendering = generator.Config.Rendering with { CoarseSamples = SampleCounts[i].Samples, FineSamples = SampleCounts[i].Samples };
                var views = generator.Render(planes, cameras, new RenderOptions { Rendering = rendering });
                sums[i].Add(image ? specs[head] : null, truth, views, tail);
            }
        }
        return sums.SelectMany((sum, i) => sum.Values(SampleCounts[i].Name)).ToDictionary();
    }

    // Pixels that only the tail or the bun covers, and the boxes around them, [V, H, W] each; null for a head without.
    private static (Tensor Part, Tensor Box)? TailRegion(HeadSpec head, RenderedHeads truth, IReadOnlyList<Camera> cameras, int side)
    {
        var shape = new HeadShape(head, PhotoDetails.None);
        var gathered = Math.Max(shape.TailAmount, shape.BunAmount);
        if (gathered < 0.99f)
            return null;
        var bare = head with { TailRadius = -0.09f, BunRadius = -0.11f, HairLength = head.HairLength * (1 - 0.8f * gathered), Fringe = head.Fringe * (1 - 0.5f * gathered) };
        using var scope = NewDisposeScope();
        var part = (truth.Alpha > 0.5).logical_and(HeadRenderer.Render(bare, cameras, side).Alpha <= 0.5).squeeze(1); // [V, H, W]
        var outside = HeadRenderer.Render(bare, cameras, side).Alpha.squeeze(1) <= 0.5;
        var enough = part.sum([1, 2], keepdim: true) >= LeastPixels;
        var rows = Wide(part.any(2), side).unsqueeze(2);
        var columns = Wide(part.any(1), side).unsqueeze(1);
        var box = rows.logical_and(columns).logical_and(outside).logical_and(enough);
        return (part.MoveToOuterDisposeScope(), box.MoveToOuterDisposeScope());
    }

    // From the first to the last true entry of each row and a margin, [V, S].
    private static Tensor Wide(Tensor flags, int side)
    {
        var numbers = flags.to(ScalarType.Float32);
        var index = arange(side, ScalarType.Float32).unsqueeze(0);
        var first = where(flags, index, full_like(numbers, side)).amin([1], keepdim: true) - Margin;
        var last = where(flags, index, full_like(numbers, -side)).amax([1], keepdim: true) + Margin;
        return (index >= first).logical_and(index <= last);
    }

    private sealed class Sums
    {
        private readonly Dictionary<string, (double Sum, double Count)> _errors = [];
        private (double Common, double Either) _mask;
        private (double Common, double Either) _tail;
        private (double Sum, double Count) _depth;

        public void Add(HeadSpec? head, RenderedHeads truth, RenderedViews views, (Tensor Part, Tensor Box)? tail)
        {
            var square = ((views.ImageRaw.clamp(-1, 1) - truth.Image()) / 2).square(); // [V, 3, H, W]
            var covered = truth.Alpha > 0.5;
            Error("psnr", square.mean().ToDouble(), 1);
            Error("psnr/foreground", (square.mean([1], keepdim: true) * covered).sum().ToDouble(), covered.sum().ToDouble());
            var perView = DistillationBatch.Numbers(square.mean([1, 2, 3]));
            for (var view = 0; view < perView.Length; view++)
                Error(Sector(36 * view), perView[view], 1);
            var seen = views.Mask > 0.5;
            Count(ref _mask, seen, covered);
            var both = (truth.Depth > 0).logical_and(seen);
            _depth = (_depth.Sum + ((views.Depth - truth.Depth).abs() * both).sum().ToDouble(), _depth.Count + both.sum().ToDouble());
            if (tail is var (part, box))
                Count(ref _tail, seen.squeeze(1).logical_and(box), part.logical_and(box));
            if (head is not null)
            {
                var large = HeadRenderer.Render(head, views.Cameras, (int)views.Image.shape[3]);
                Error("psnr/image", ((views.Image.clamp(-1, 1) - large.Image()) / 2).square().mean().ToDouble(), 1);
            }
        }

        public IEnumerable<KeyValuePair<string, double>> Values(string suffix)
        {
            foreach (var (name, error) in _errors)
                yield return new(name + suffix, -10 * Math.Log10(Math.Max(error.Sum / Math.Max(error.Count, 1), 1e-12)));
            yield return new("iou" + suffix, _mask.Common / Math.Max(_mask.Either, 1));
            yield return new("depth" + suffix, _depth.Sum / Math.Max(_depth.Count, 1));
            if (_tail.Either > 0)
                yield return new("iou/tail" + suffix, _tail.Common / _tail.Either);
        }

        private void Error(string name, double sum, double count)
        {
            var (before, number) = _errors.GetValueOrDefault(name);
            _errors[name] = (before + sum, number + count);
        }

        private static void Count(ref (double Common, double Either) counts, Tensor a, Tensor b) =>
            counts = (counts.Common + a.logical_and(b).sum().ToDouble(), counts.Either + a.logical_or(b).sum().ToDouble());

        private static string Sector(double yaw) => Math.Min(yaw, 360 - yaw) switch { < 60 => "psnr/front", > 120 => "psnr/back", _ => "psnr/side" };
    }
}
