using System.Numerics;

namespace Workbench.Display;

/// <summary>Draws points in parallel projection, nearer ones over farther ones: a still for pages that cannot turn them.</summary>
internal static class CloudStill
{
    private static readonly Matrix4x4 Turn = Matrix4x4.CreateRotationY(0.9f) * Matrix4x4.CreateRotationX(0.2f); // from half left of the face, and a little from above

    public static Picture Draw(IReadOnlyList<PointCloud> clouds, int side)
    {
        var points = clouds.SelectMany(cloud => cloud.Points.Select(point => (Vector3.Transform(point, Turn), cloud.Colour))).OrderBy(item => item.Item1.Z).ToArray();
        using var canvas = new Canvas(side, side);
        if (points.Length == 0)
            return canvas.ToPicture();
        var (low, high) = (points.Select(item => item.Item1).Aggregate(Vector3.Min), points.Select(item => item.Item1).Aggregate(Vector3.Max));
        var (centre, scale) = ((low + high) / 2, 0.9f * side / Math.Max(1e-9f, Math.Max(high.X - low.X, high.Y - low.Y)));
        var radius = Math.Clamp(1.05f * side / MathF.Sqrt(points.Length), 1.2f, 6f); // so large that near surfaces cover far ones
        foreach (var (place, colour) in points)
        {
            var at = (place - centre) * scale;
            var shade = 0.55f + 0.45f * (place.Z - low.Z) / Math.Max(1e-9f, high.Z - low.Z); // far points are darker
            canvas.Disc(side / 2f + at.X, side / 2f - at.Y, radius, new Colour((byte)(colour.R * shade), (byte)(colour.G * shade), (byte)(colour.B * shade)));
        }
        for (var i = 0; i < clouds.Count; i++)
        {
            canvas.Disc(10, 12 + 18 * i, 5, clouds[i].Colour);
            canvas.Text(clouds[i].Name, 20, 4 + 18 * i, Colour.Ink);
        }
        return canvas.ToPicture();
    }
}
