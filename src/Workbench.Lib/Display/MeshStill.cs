using System.Numerics;
using Workbench.Geometry;

namespace Workbench.Display;

/// <summary>Draws a mesh in parallel projection with a depth buffer: a still for pages that cannot turn it.</summary>
internal static class MeshStill
{
    private const int Oversampling = 2;

    private static readonly Vector3 Light = Vector3.Normalize(new Vector3(0.35f, 0.5f, 1f)); // in camera axes, y up, z towards the reader

    // From the front, a little from the side and above.
    public static Picture Draw(Mesh mesh, int side) => Draw(mesh, side, Matrix4x4.CreateRotationY(-0.45f) * Matrix4x4.CreateRotationX(0.12f));

    /// <param name="mesh">The mesh.</param>
    /// <param name="side">Pixels a side.</param>
    /// <param name="turn">From world axes to camera axes.</param>
    /// <param name="plain">Grey instead of the mesh's colours.</param>
    public static Picture Draw(Mesh mesh, int side, Matrix4x4 turn, bool plain = false)
    {
        var size = side * Oversampling;
        var (low, high) = mesh.Bounds;
        var centre = (low + high) / 2;
        var scale = size / Math.Max(1e-9f, (high - low).Length()) * 1.05f;
        var points = new Vector3[mesh.Vertices.Length];
        for (var i = 0; i < points.Length; i++)
        {
            var turned = Vector3.Transform(mesh.Vertices[i] - centre, turn) * scale;
            points[i] = new Vector3(size / 2f + turned.X, size / 2f - turned.Y, turned.Z);
        }
        var picture = Picture.Filled(size, size, Colour.White);
        var depth = new float[size * size];
        Array.Fill(depth, float.NegativeInfinity);
        for (var t = 0; t < mesh.TriangleCount; t++)
        {
            var (a, b, c) = (mesh.Triangles[3 * t], mesh.Triangles[3 * t + 1], mesh.Triangles[3 * t + 2]);
            var normal = Vector3.Cross(points[b] - points[a], points[c] - points[a]);
            if (normal.LengthSquared() < 1e-12f || !float.IsFinite(normal.LengthSquared()))
                continue;
            normal = Vector3.Normalize(normal);
            normal = new Vector3(normal.X, -normal.Y, normal.Z); // picture rows run downwards
            var shade = 0.35f + 0.65f * Math.Abs(Vector3.Dot(normal, Light)); // inside surfaces are lit as well
            Fill(picture, depth, points[a], points[b], points[c], Tint(mesh, a, plain), Tint(mesh, b, plain), Tint(mesh, c, plain), shade);
        }
        return picture.Resize(side, side);
    }

    public static Colour ToColour(Vector3 colour) => new(Byte(colour.X), Byte(colour.Y), Byte(colour.Z));

    private static Vector3 Tint(Mesh mesh, int vertex, bool plain) => plain || mesh.Colours.IsEmpty ? new Vector3(0.8f, 0.82f, 0.85f) : mesh.Colours[vertex];

    private static byte Byte(float share) => float.IsNaN(share) ? (byte)0 : (byte)(Math.Clamp(share, 0, 1) * 255 + 0.5f);

    // Barycentric coordinates by edge functions, one pixel at a time.
    private static void Fill(Picture picture, float[] depth, Vector3 a, Vector3 b, Vector3 c, Vector3 colourA, Vector3 colourB, Vector3 colourC, float shade)
    {
        var area = (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
        if (Math.Abs(area) < 1e-9f)
            return;
        var left = Math.Max(0, (int)MathF.Floor(Math.Min(a.X, Math.Min(b.X, c.X))));
        var right = Math.Min(picture.Width - 1, (int)MathF.Ceiling(Math.Max(a.X, Math.Max(b.X, c.X))));
        var top = Math.Max(0, (int)MathF.Floor(Math.Min(a.Y, Math.Min(b.Y, c.Y))));
        var bottom = Math.Min(picture.Height - 1, (int)MathF.Ceiling(Math.Max(a.Y, Math.Max(b.Y, c.Y))));
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                var (px, py) = (x + 0.5f, y + 0.5f);
                var wa = ((b.X - px) * (c.Y - py) - (b.Y - py) * (c.X - px)) / area;
                var wb = ((c.X - px) * (a.Y - py) - (c.Y - py) * (a.X - px)) / area;
                var wc = 1 - wa - wb;
                var z = wa * a.Z + wb * b.Z + wc * c.Z;
                if (wa < 0 || wb < 0 || wc < 0 || z <= depth[y * picture.Width + x])
                    continue;
                depth[y * picture.Width + x] = z;
                picture[x, y] = ToColour((wa * colourA + wb * colourB + wc * colourC) * shade);
            }
    }
}
