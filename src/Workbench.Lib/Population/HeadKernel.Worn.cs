using System.Runtime.CompilerServices;
using Workbench.Ops;
using static Workbench.Population.DistanceOps;

namespace Workbench.Population;

/// <content>Glasses, hat and earrings of photographs.</content>
internal static unsafe partial class HeadKernel<T>
{
    private static readonly T Absent = T.Fill(1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EvaluateWorn(HeadShape shape, PointBlock block, int count)
    {
        unchecked
        {
            var details = shape.Details;
            for (var i = 0; i < count; i += T.Count)
            {
                var (x, y, z) = (T.Load(block.X + i), T.Load(block.Y + i), T.Load(block.Z + i));
                var side = T.Abs(x);
                (details.Glasses is { } glasses ? Glasses(shape, glasses, side, y, z) : Absent).Store(block.Glasses + i);
                (details.Hat is { } hat ? Hat(shape, hat, T.Load(block.Head + i), y, z) : Absent).Store(block.Hat + i);
                (details.Earrings is { } rings ? Earring(shape, rings, side, y, z) : Absent).Store(block.Earring + i);
            }
        }
    }

    /// <summary>Two rings before the eyes, a bridge, and straight temples to the ears.</summary>
    private static T Glasses(HeadShape shape, WornGlasses glasses, T side, T y, T z)
    {
        var front = shape.EyeZ + 0.022f;
        var centre = Math.Max(shape.Spec.EyeSpacing, glasses.Radius + 0.006f);
        var (dx, dy, dz) = (side - T.Fill(centre), y - T.Fill(HeadShape.EyeY), z - T.Fill(front));
        var ring = T.Sqrt(T.MultiplyAdd(dx, dx, dy * dy)) - T.Fill(glasses.Radius);
        var d = T.Sqrt(T.MultiplyAdd(ring, ring, dz * dz));
        var bridge = new CapsuleShape(new(0, HeadShape.EyeY + 0.006f, front + 0.004f), new(centre - glasses.Radius, HeadShape.EyeY + 0.004f, front), 0, 0);
        var temple = new CapsuleShape(new(centre + glasses.Radius, HeadShape.EyeY + 0.006f, front), new(shape.EarX + 0.010f, HeadShape.EyeY + 0.012f, HeadShape.EarZ - 0.01f), 0, 0);
        d = T.Min(d, T.Min(Capsule(side, y, z, bridge), Capsule(side, y, z, temple)));
        return d - T.Fill(glasses.Thickness);
    }

    /// <summary>The head moved outwards above a tilted plane, thicker at the rim.</summary>
    private static T Hat(HeadShape shape, WornHat hat, T head, T y, T z)
    {
        var above = (y - T.Fill(hat.Height) - T.Fill(0.35f) * (z - T.Fill(0.1f))) * T.Fill(0.944f);
        var rim = Bump((above - T.Fill(0.018f)) * (above - T.Fill(0.018f)) * T.Fill(1 / (0.026f * 0.026f)));
        var shell = head - T.Fill(1.06f * shape.Thickness + shape.CurlHeight + 0.010f) - T.Fill(0.008f) * rim;
        return SmoothMax(shell * T.Fill(0.9f), T.Fill(0) - above, 0.012f);
    }

    private static T Earring(HeadShape shape, WornEarrings rings, T side, T y, T z) =>
        Length(side - T.Fill(shape.EarX + 0.010f), y - T.Fill(HeadShape.EarY - 0.95f * shape.Spec.EarSize - 0.5f * rings.Radius), z - T.Fill(HeadShape.EarZ + 0.006f)) - T.Fill(rings.Radius);
}
