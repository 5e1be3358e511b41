using Workbench.Cameras;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Scale and shift per axis that bring a reference's face to the target's: what stands at x in the target stands at s·x + t in the reference.</summary>
/// <remarks>
/// Estimated from the frontal view. Width and height of the face are measured between eyes, brows, nose and mouth and the chin, not over all skin: a bald scalp is skin too, so the box of
/// all skin would measure the hair.
/// </remarks>
/// <param name="ScaleX">s_x; the same axis by axis.</param>
/// <param name="ScaleY">s_y</param>
/// <param name="ScaleZ">s_z</param>
/// <param name="ShiftX">t_x, world units.</param>
/// <param name="ShiftY">t_y</param>
/// <param name="ShiftZ">t_z</param>
public sealed record HeadAlignment(double ScaleX, double ScaleY, double ScaleZ, double ShiftX, double ShiftY, double ShiftZ)
{
    private static readonly string[] s_features = ["left brow", "right brow", "left eye", "right eye", "nose", "mouth", "upper lip", "lower lip"];

    /// <summary>Heads whose scales differ by more are not aligned.</summary>
    public const double Smallest = 0.85, Largest = 1.15;

    /// <summary>Length of a shift that no two heads of one frame need, world units: a twelfth of the box.</summary>
    public const double Far = 0.07;

    /// <summary>Nothing is moved.</summary>
    public static HeadAlignment None { get; } = new(1, 1, 1, 0, 0, 0);

    /// <summary>Whether every scale lies within the limits.</summary>
    public bool IsSafe => new[] { ScaleX, ScaleY, ScaleZ }.All(scale => scale is >= Smallest and <= Largest);

    /// <summary>Whether the heads stand in one frame, as far as their faces tell.</summary>
    public bool IsOneFrame => IsSafe && Math.Sqrt(ShiftX * ShiftX + ShiftY * ShiftY + ShiftZ * ShiftZ) <= Far;

    /// <summary>Estimates the alignment of two heads from their labelled views; null where a face is not seen from the front.</summary>
    /// <param name="target">Whose face is kept.</param>
    /// <param name="reference">Whose parts are moved.</param>
    public static HeadAlignment? Estimate(HeadParts target, HeadParts reference)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(reference);
        if (Face(target) is not { } to || Face(reference) is not { } from)
            return null;
        var (sx, sy) = (from.Width / to.Width, from.Height / to.Height);
        var sz = (sx + sy) / 2;
        return new HeadAlignment(sx, sy, sz, from.X - sx * to.X, from.Y - sy * to.Y, from.Z - sz * to.Z);
    }

    /// <summary>Planes of the aligned reference.</summary>
    /// <param name="cells">Features or masks of the reference, [1, P, C, D, H, W].</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <param name="normalise">Whether to divide by what a grid of ones would read, as masks need.</param>
    public Tensor Apply(Tensor cells, PlaneLayout layout, bool normalise = false)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (this == None)
            return cells.alias();
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        double[] scale = [ScaleX, ScaleY, ScaleZ], shift = [ShiftX, ShiftY, ShiftZ];
        var planes = new List<Tensor>();
        for (var plane = 0; plane < layout.Axes.Count; plane++)
        {
            using var step = NewDisposeScope();
            var (width, height, depth) = layout.Axes[plane];
            Tensor Along(int axis, int count) => ((arange(count, ScalarType.Float32, cells.device) + 0.5) / count * 2 - 1) * scale[axis] + shift[axis] * 2 / layout.BoxSize;
            long[] full = [layout.Depth, layout.Height, layout.Width];
            var where = stack(
                [Along(width, layout.Width).view(1, 1, -1).expand(full), Along(height, layout.Height).view(1, -1, 1).expand(full), Along(depth, layout.Depth).view(-1, 1, 1).expand(full)],
                3).unsqueeze(0); // [1, D, H, W, 3]
            Tensor Read(Tensor volume) => nn.functional.grid_sample(volume, where, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, false);
            // One slice fades with the depth; a grid of ones says by how much.
            var own = cells[.., plane]; // [1, C, D, H, W]
            var read = Read(own);
            if (normalise)
                read = read / Read(ones_like(own)).clamp(min: 1e-3);
            planes.Add(read.MoveToOuterDisposeScope());
        }
        return stack(planes, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Where the reference has what the target has at points.</summary>
    /// <param name="points">World coordinates, [M, 3].</param>
    /// <returns>[M, 3]</returns>
    public Tensor Apply(Tensor points)
    {
        if (this == None)
            return points.alias();
        using var scope = NewDisposeScope();
        var scale = tensor([ScaleX, ScaleY, ScaleZ], points.dtype, points.device);
        var shift = tensor([ShiftX, ShiftY, ShiftZ], points.dtype, points.device);
        return (points * scale + shift).MoveToOuterDisposeScope();
    }

    /// <summary>Scales and shifts in words.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"scale ({ScaleX:0.###}, {ScaleY:0.###}, {ScaleZ:0.###}), shift ({ShiftX:0.####}, {ShiftY:0.####}, {ShiftZ:0.####})");

    private readonly record struct FaceBox(double X, double Y, double Z, double Width, double Height);

    // Weighted moments rather than the outermost pixels, so that one pixel does not decide: place and spread of the features.
    private static FaceBox? Face(HeadParts head)
    {
        var front = Enumerable.Range(0, head.Views.Cameras.Count).Where(i => head.Views.Cameras[i].Position is { Z: > 0 } p && Math.Abs(p.X) < 1e-4 && Math.Abs(p.Y) < 1e-4).ToArray();
        if (front.Length == 0 || s_features.Any(part => head.Labels.Parts.IndexOf(part) < 0))
            return null;
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var view = front[0];
        using var seen = SeenPoints.Unproject(head.Views.Cameras[view].ToTensor(), head.Views.Depth[view].unsqueeze(0).cpu(), head.Views.Mask[view].unsqueeze(0).cpu());
        var weight = head.Labels.Of(new PartSet("features", s_features))[view].reshape(-1).cpu().to(ScalarType.Float64) * seen.Kept[0].to(ScalarType.Float64); // [R]
        var sum = weight.sum().ToDouble();
        if (sum < 4)
            return null;
        var points = seen.Points[0].masked_fill(seen.Kept[0].logical_not().unsqueeze(1), 0); // [R, 3]
        var mean = (points * weight.unsqueeze(1)).sum([0]) / sum;
        var spread = ((points - mean).square() * weight.unsqueeze(1)).sum([0]).div(sum).sqrt();
        return new FaceBox(mean[0].ToDouble(), mean[1].ToDouble(), mean[2].ToDouble(), spread[0].ToDouble(), spread[1].ToDouble());
    }
}
