using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>What <see cref="HeldOut"/> adds up over heads.</summary>
internal sealed class HeldOutSums
{
    private readonly Dictionary<string, (double Sum, double Count)> _squares = [];
    private (double Common, double Either) _mask;
    private (double Common, double Either) _tail;
    private (double Sum, double Count) _depth;

    /// <summary>Adds the views of one head.</summary>
    /// <param name="truth">At the neural resolution.</param>
    /// <param name="large">At full resolution, or null.</param>
    /// <param name="views">What the generator shows.</param>
    /// <param name="tail">Where only tail or bun are, and where they are looked for, [V, H, W]; null for none.</param>
    public void Add(RenderedHeads truth, RenderedHeads? large, RenderedViews views, (Tensor Part, Tensor Box)? tail)
    {
        using var scope = NewDisposeScope();
        var square = ((views.ImageRaw.clamp(-1, 1) - truth.Image()) / 2).square().mean([1], keepdim: true); // [V, 1, H, W]
        var covered = truth.Alpha > 0.5;
        Square("psnr", square.mean().ToDouble(), 1);
        Square("psnr/foreground", (square * covered).sum().ToDouble(), covered.sum().ToDouble());
        var perView = DistillationBatch.Numbers(square.mean([1, 2, 3]));
        for (var view = 0; view < perView.Length; view++)
            Square(Sector(360.0 / perView.Length * view), perView[view], 1);
        if (large is not null)
            Square("psnr/image", ((views.Image.clamp(-1, 1) - large.Image()) / 2).square().mean().ToDouble(), 1);
        var seen = views.Mask > 0.5;
        Count(ref _mask, seen, covered);
        var both = (truth.Depth > 0).logical_and(seen);
        _depth = (_depth.Sum + ((views.Depth - truth.Depth).abs() * both).sum().ToDouble(), _depth.Count + both.sum().ToDouble());
        if (tail is var (part, box))
            Count(ref _tail, seen.squeeze(1).logical_and(box), part.logical_and(box));
    }

    /// <summary>The measures by name.</summary>
    /// <param name="suffix">Added to every name.</param>
    public IEnumerable<KeyValuePair<string, double>> Values(string suffix)
    {
        foreach (var (name, square) in _squares)
            yield return new(name + suffix, -10 * Math.Log10(Math.Max(square.Sum / Math.Max(square.Count, 1), 1e-12)));
        yield return new("iou" + suffix, _mask.Common / Math.Max(_mask.Either, 1));
        yield return new("depth" + suffix, _depth.Sum / Math.Max(_depth.Count, 1));
        if (_tail.Either > 0)
            yield return new("iou/tail" + suffix, _tail.Common / _tail.Either);
    }

    private void Square(string name, double sum, double count)
    {
        var (before, number) = _squares.GetValueOrDefault(name);
        _squares[name] = (before + sum, number + count);
    }

    private static void Count(ref (double Common, double Either) counts, Tensor a, Tensor b) =>
        counts = (counts.Common + a.logical_and(b).sum().ToDouble(), counts.Either + a.logical_or(b).sum().ToDouble());

    private static string Sector(double yaw) => Math.Min(yaw, 360 - yaw) switch { < 60 => "psnr/front", > 120 => "psnr/back", _ => "psnr/side" };
}
