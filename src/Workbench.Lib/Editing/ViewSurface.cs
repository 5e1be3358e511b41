using System.Numerics;
using Workbench.Cameras;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>What one view shows, pixel by pixel: where the surface is and which colour it has.</summary>
/// <param name="Camera">Where it is seen from.</param>
/// <param name="Side">Pixels a side, r.</param>
/// <param name="Foreground">Whether a pixel shows the head: accumulated opacity above ½, [r·r].</param>
/// <param name="Points">Place of the surface, world units, [r·r]; meaningless in the background.</param>
/// <param name="Colours">CIE L*a*b*, [r·r].</param>
internal sealed record ViewSurface(Camera Camera, int Side, bool[] Foreground, Vector3[] Points, Vector3[] Colours)
{
    /// <summary>0 before the face, ±180 behind the head; of the place where the camera stands.</summary>
    public double YawDegrees { get; } = Math.Atan2(Camera.Position.X, Camera.Position.Z) * 180 / Math.PI;

    /// <summary>Distance of a point from the camera.</summary>
    public float Distance(Vector3 point) => (point - Camera.Position).Length();

    /// <summary>The pixel in which a point of the world appears, or −1 outside the picture.</summary>
    public int PixelOf(Vector3 point)
    {
        var place = Camera.Project(point);
        if (!place.IsVisible)
            return -1;
        var (column, row) = (Math.Min(Side - 1, (int)(place.X * Side)), Math.Min(Side - 1, (int)(place.Y * Side)));
        return row * Side + column;
    }

    /// <summary>All views of a rendering.</summary>
    public static IReadOnlyList<ViewSurface> Read(RenderedViews views)
    {
        ArgumentNullException.ThrowIfNull(views);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var side = (int)views.Depth.shape[2];
        var rays = RaySampler.Sample(Camera.ToTensor(views.Cameras), side);
        var depth = views.Depth.detach().to(ScalarType.Float32).cpu().view(views.Count, -1, 1);
        var points = Vectors(rays.Origins + rays.Directions * depth); // [V·r·r]
        var raw = views.ImageRaw.detach().to(ScalarType.Float32).cpu();
        if (raw.shape[2] != side)
            raw = Ops.Resize.Area(raw, side, side);
        var colours = Vectors(raw.permute(0, 2, 3, 1) / 2 + 0.5);
        var opacity = views.Mask.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var pixels = side * side;
        return
        [
            .. views.Cameras.Select((camera, v) => new ViewSurface(
                camera, side,
                [.. opacity.AsSpan(v * pixels, pixels).ToArray().Select(value => value > 0.5f)],
                points.AsSpan(v * pixels, pixels).ToArray(),
                [.. colours.AsSpan(v * pixels, pixels).ToArray().Select(CieLab.Of)])),
        ];
    }

    private static Vector3[] Vectors(Tensor triples)
    {
        var numbers = triples.contiguous().data<float>().ToArray();
        return [.. Enumerable.Range(0, numbers.Length / 3).Select(i => new Vector3(numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]))];
    }
}
