using System.Runtime.CompilerServices;
using Workbench.Ops;
using static Workbench.Population.DistanceOps;

namespace Workbench.Population;

/// <content>Hair: a layer over the scalp, a curtain that hangs from it, a tail and a bun.</content>
internal static unsafe partial class HeadKernel<T>
{
    private const float Sunk = 0.006f; // where no hair grows, its layer lies so far below the skin
    private const float Safe = 0.72f; // the layer's thickness varies along the scalp by at most one in one: 1/√2

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EvaluateHair(HeadShape shape, PointBlock block, int count)
    {
        unchecked
        {
            for (var i = 0; i < count; i += T.Count)
            {
                var (x, y, z) = (T.Load(block.X + i), T.Load(block.Y + i), T.Load(block.Z + i));
                var curls = shape.CurlHeight > 0 ? T.Fill(shape.CurlHeight) * Curls(x, y, z) : T.Fill(0);
                var d = Cap(shape, T.Load(block.Head + i), curls, x, y, z);
                var hanging = T.Fill(1);
                if (shape.HasCurtain)
                    hanging = Curtain(shape, x, y, z);
                if (shape.BunAmount > 0)
                    hanging = SmoothMin(hanging, Length(x - T.Fill(shape.BunCentre.X), y - T.Fill(shape.BunCentre.Y), z - T.Fill(shape.BunCentre.Z)) - T.Fill(shape.BunRadius), 0.012f);
                if (shape.Tail.Length > 0)
                    hanging = SmoothMin(hanging, Tail(shape, x, y, z), 0.014f);
                d = SmoothMin(d, hanging - curls, 0.02f);
                (d * T.Fill(Safe)).Store(block.Hair + i);
            }
        }
    }

    /// <summary>The scalp moved outwards by the thickness of the hair.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Cap(HeadShape shape, T head, T curls, T x, T y, T z)
    {
        unchecked
        {
            var (spec, thickness) = (shape.Spec, shape.Thickness);
            // The hairline is a plane that rises towards the front and bends down at the fringe.
            var offset = (x - T.Fill(0.5f * spec.Parting)) * T.Fill(1 / 0.115f);
            var fringe = T.Fill(shape.Fringe) * Bump(offset * offset * T.Fill(0.6f)) * Ramp((z - T.Fill(0.01f)) * T.Fill(1 / 0.06f));
            var arc = T.Fill(spec.Hairline + 0.012f) - T.Fill(1.6f) * x * x;
            var crown = (y - arc + fringe + T.Fill(0.9f) * (T.Fill(0.105f) - z)) * T.Fill(0.743f);
            var back = SmoothMin(T.Fill(spec.SideDepth - 0.02f) - z, y + T.Fill(0.105f), 0.03f);
            var inside = SmoothMax(crown, back, 0.03f);
            if (shape.CrownHole > -0.11f) // smaller ones end before hair thins
            {
                var hole = Length(x, y - T.Fill(HeadShape.SkullY + spec.SkullHeight), z - T.Fill(-0.05f)) - T.Fill(shape.CrownHole);
                inside = SmoothMin(inside, hole, 0.02f);
            }
            var cover = Ramp(inside * T.Fill(1 / (0.018f + 1.1f * thickness)));
            // Fuller above than at the sides, fuller on the side to which it is combed.
            var up = T.Max(T.Fill(0), T.Min(T.Fill(1), (y + T.Fill(0.05f)) * T.Fill(4f)));
            var combed = T.Fill(1) - T.Fill(Math.Clamp(spec.Parting * 4, -0.25f, 0.25f)) * T.Max(T.Fill(-1), T.Min(T.Fill(1), x * T.Fill(8)));
            var layer = T.Fill(thickness) * T.MultiplyAdd(up, T.Fill(0.3f), T.Fill(0.75f)) * combed + curls;
            if (shape.PartingDepth > 0)
            {
                var across = (x - T.Fill(spec.Parting)) * T.Fill(1 / 0.024f);
                layer -= T.Fill(shape.PartingDepth) * Bump(across * across) * Ramp((z + T.Fill(0.06f)) * T.Fill(1 / 0.07f));
            }
            return head - T.MultiplyAdd(layer + T.Fill(Sunk), cover, T.Fill(-Sunk));
        }
    }

    /// <summary>A standing tube round head and neck, open before the face, cut off at the ends of the hair.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Curtain(HeadShape shape, T x, T y, T z)
    {
        unchecked
        {
            var (spec, thickness) = (shape.Spec, shape.Thickness);
            var (a, b) = (spec.SkullWidth * 0.97f + 0.85f * thickness, spec.SkullDepth * 0.97f + 0.85f * thickness);
            // Slightly narrower at the neck, wider again below.
            var waist = T.MultiplyAdd(Bump((y + T.Fill(0.17f)) * (y + T.Fill(0.17f)) * T.Fill(1 / (0.15f * 0.15f))), T.Fill(0.10f), T.Fill(1));
            // A dome closes it, just inside the layer over the scalp.
            var py = T.Max(T.Fill(0), y - T.Fill(HeadShape.SkullY - 0.02f)) * T.Fill(1 / (spec.SkullHeight + 0.02f + 0.8f * thickness));
            var (px, pz) = (x * waist * T.Fill(1 / a), (z - T.Fill(HeadShape.SkullZ)) * waist * T.Fill(1 / b));
            var tube = (T.Sqrt(T.MultiplyAdd(px, px, T.MultiplyAdd(py, py, pz * pz))) - T.Fill(1)) * T.Fill(0.93f * Math.Min(a, b));
            var front = (z - T.Fill(spec.SideDepth) - T.Fill(0.9f) * (T.Min(T.Abs(x), T.Fill(0.16f)) - T.Fill(0.105f))) * T.Fill(0.743f);
            var d = SmoothMax(tube, front, 0.025f);
            return SmoothMax(d, T.Fill(shape.CurtainBottom) - y, 0.03f);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Tail(HeadShape shape, T x, T y, T z)
    {
        var parts = shape.Tail;
        var d = SmoothMin(Capsule(x, y, z, parts[1]), Capsule(x, y, z, parts[2]), 0.045f);
        return SmoothMin(d, Capsule(x, y, z, parts[0]), 0.01f);
    }

    /// <summary>−1…1 with a period of 0.085, more than five texels of planes of 64².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Curls(T x, T y, T z)
    {
        var k = T.Fill(1 / 0.085f);
        var quarter = T.Fill(0.25f);
        // A gyroid: sin x cos y + sin y cos z + sin z cos x, at most 1.5.
        var (sx, sy, sz) = (Wave(x * k), Wave(y * k), Wave(z * k));
        var (cx, cy, cz) = (Wave(T.MultiplyAdd(x, k, quarter)), Wave(T.MultiplyAdd(y, k, quarter)), Wave(T.MultiplyAdd(z, k, quarter)));
        return T.MultiplyAdd(sx, cy, T.MultiplyAdd(sy, cz, sz * cx)) * T.Fill(0.667f);
    }
}
