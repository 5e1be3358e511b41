using System.Runtime.CompilerServices;
using Workbench.Ops;
using static Workbench.Population.DistanceOps;

namespace Workbench.Population;

/// <summary>The signed distance field of a head, for blocks of points.</summary>
/// <remarks>No lane looks at another: whole vectors skip parts only where the skipped part changes nothing, so a point's result does not depend on its neighbours.</remarks>
internal static unsafe partial class HeadKernel<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Fills every distance of the block.</summary>
    public static void Evaluate(HeadShape shape, PointBlock block, int count)
    {
        EvaluateBareHead(shape, block, count);
        EvaluateFace(shape, block, count);
        EvaluateBody(shape, block, count);
        if (shape.HasHair)
            EvaluateHair(shape, block, count);
        if (shape.Wears)
            EvaluateWorn(shape, block, count);
        Join(shape, block, count);
    }

    /// <summary>Skull, jaw, chin, cheeks and brow ridge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EvaluateBareHead(HeadShape shape, PointBlock block, int count)
    {
        unchecked
        {
            var spec = shape.Spec;
            var (width, height, depth, jaw) = (spec.SkullWidth, spec.SkullHeight, spec.SkullDepth, spec.JawWidth);
            var (jawHeight, chinY, chinZ, cheek, browY, browDepth) = (shape.JawHeight, shape.ChinY, shape.ChinZ, shape.CheekRadius, shape.BrowY, shape.BrowDepth);
            for (var i = 0; i < count; i += T.Count)
            {
                var (x, y, z) = (T.Load(block.X + i), T.Load(block.Y + i), T.Load(block.Z + i));
                var side = T.Abs(x);
                var skull = Ellipsoid(x, y - T.Fill(HeadShape.SkullY), z - T.Fill(HeadShape.SkullZ), width, height, depth);
                var face = Ellipsoid(x, y - T.Fill(HeadShape.JawY), z - T.Fill(HeadShape.JawZ), jaw, jawHeight, HeadShape.JawDepth);
                var d = SmoothMin(skull, face, 0.06f);
                var chin = Length(x, y - T.Fill(chinY), z - T.Fill(chinZ)) - T.Fill(0.036f);
                d = SmoothMin(d, chin, 0.05f);
                var cheeks = Length(side - T.Fill(0.054f), y + T.Fill(0.038f), z - T.Fill(0.066f)) - T.Fill(cheek);
                d = SmoothMin(d, cheeks, 0.045f);
                var brow = Ellipsoid(x, y - T.Fill(browY), z - T.Fill(0.098f), 0.082f, 0.018f, browDepth);
                d = SmoothMin(d, brow, 0.035f);
                d.Store(block.Head + i);
            }
        }
    }

    /// <summary>Neck, ears, eyes, nose, lips and beard.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EvaluateFace(HeadShape shape, PointBlock block, int count)
    {
        unchecked
        {
            var spec = shape.Spec;
            for (var i = 0; i < count; i += T.Count)
            {
                var (x, y, z) = (T.Load(block.X + i), T.Load(block.Y + i), T.Load(block.Z + i));
                var side = T.Abs(x);
                var head = T.Load(block.Head + i);
                var neck = Capsule(x, y, z, shape.NeckAxis);
                neck.Store(block.Neck + i);
                var d = SmoothMin(head, neck, 0.04f);

                // Nothing of the face leaves this ball, nothing of an ear its own; beyond it the ball's distance is taken where it is the
                // larger (the formula of ellipsoids falls short far away), so that leaving the part out changes nothing.
                var far = T.Fill(1);
                var (nose, ear) = (far, far);
                var face = Length(x, y + T.Fill(0.03f), z - T.Fill(0.11f)) - T.Fill(0.125f);
                if (T.AnyLess(face, head + T.Fill(0.03f)))
                {
                    nose = T.Max(face, Nose(shape, x, side, y, z));
                    d = Face(shape, d, face, nose, x, side, y, z);
                }
                var earBall = Length(side - T.Fill(shape.EarX), y - T.Fill(HeadShape.EarY), z - T.Fill(HeadShape.EarZ)) - T.Fill(spec.EarSize * 1.2f + 0.005f);
                if (T.AnyLess(earBall, head + T.Fill(0.02f)))
                {
                    ear = T.Max(earBall, Ear(shape, side, y, z));
                    d = SmoothMin(d, ear, 0.014f);
                }
                if (shape.BeardLength > 0)
                    d -= T.Fill(shape.BeardLength) * Beard(shape, x, y, z);
                nose.Store(block.Nose + i);
                ear.Store(block.Ear + i);
                d.Store(block.Skin + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Nose(HeadShape shape, T x, T side, T y, T z)
    {
        var ridge = Capsule(x, y, z, shape.NoseRidge);
        var wing = Ellipsoid(side - T.Fill(shape.NoseWing.X * 0.62f), y - T.Fill(shape.NoseWing.Y), z - T.Fill(shape.NoseWing.Z), shape.NoseWing.X * 0.62f, 0.0125f, 0.017f);
        return SmoothMin(ridge, wing, 0.012f);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Face(HeadShape shape, T d, T face, T nose, T x, T side, T y, T z)
    {
        unchecked
        {
            var spec = shape.Spec;
            var (eyeX, eyeY, eyeZ) = (side - T.Fill(spec.EyeSpacing), y - T.Fill(HeadShape.EyeY), z - T.Fill(shape.EyeZ));
            var eyeSquare = T.MultiplyAdd(eyeX, eyeX, T.MultiplyAdd(eyeY, eyeY, eyeZ * eyeZ));
            var reach = spec.EyeSize * 1.5f;
            d += T.Fill(0.009f) * Bump(eyeSquare * T.Fill(1 / (reach * reach)));
            var ball = Ellipsoid(eyeX, eyeY, eyeZ + T.Fill(0.013f), spec.EyeSize * 1.04f, shape.EyeHeight, 0.0185f);
            d = SmoothMin(d, T.Max(face, ball), 0.008f);
            d = SmoothMin(d, nose, 0.018f);
            var square = x * x;
            var lipY = y - T.Fill(shape.MouthY) - T.Fill(shape.SmileBend) * square;
            var lipZ = z - T.Fill(shape.MouthZ) + T.Fill(shape.MouthBend) * square;
            var full = spec.LipFullness;
            var upper = Ellipsoid(x, lipY - T.Fill(0.45f * full), lipZ, spec.MouthWidth, 0.75f * full, 0.009f);
            var lower = Ellipsoid(x, lipY + T.Fill(0.55f * full), lipZ, spec.MouthWidth * 0.86f, 0.8f * full, 0.0105f);
            d = SmoothMin(d, T.Max(face, T.Min(upper, lower)), 0.007f);
            return d;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Ear(HeadShape shape, T side, T y, T z)
    {
        var size = shape.Spec.EarSize;
        var (ey, ez) = (y - T.Fill(HeadShape.EarY), z - T.Fill(HeadShape.EarZ));
        var lean = T.MultiplyAdd(ey, T.Fill(0.18f), ez); // the top leans back
        var across = T.MultiplyAdd(lean, T.Fill(0.4f), side - T.Fill(shape.EarX)); // the rear edge stands off
        var shell = Ellipsoid(across, ey, lean, 0.015f, size, size * 0.6f);
        // The hollow: a dent on the outer side.
        var (hx, hy, hz) = (across - T.Fill(0.015f), ey - T.Fill(0.12f * size), lean - T.Fill(0.1f * size));
        var q = T.MultiplyAdd(hx * hx, T.Fill(1 / (0.016f * 0.016f)), T.MultiplyAdd(hy * hy, T.Fill(2.6f / (size * size)), hz * hz * T.Fill(5.5f / (size * size))));
        return T.MultiplyAdd(Bump(q), T.Fill(0.009f), shell);
    }

    /// <summary>0 where no beard grows … 1 on the chin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Beard(HeadShape shape, T x, T y, T z)
    {
        // From below the cheeks, lower towards the mouth, to the throat; from the ears forward.
        var top = T.Max(T.MultiplyAdd(x * x, T.Fill(-7), T.Fill(0.020f)), T.Fill(-0.012f)) + T.Fill(shape.MouthY) + T.Fill(0.06f) * Ramp((T.Fill(0.07f) - z) * T.Fill(1 / 0.06f));
        var low = Ramp((top - y) * T.Fill(1 / 0.030f));
        var throat = Ramp((y + T.Fill(0.205f)) * T.Fill(1 / 0.03f));
        var front = Ramp((z + T.Fill(0.005f)) * T.Fill(1 / 0.04f));
        var lipY = y - T.Fill(shape.MouthY) - T.Fill(shape.SmileBend) * x * x;
        var (u, v) = (T.Fill(1 / (shape.Spec.MouthWidth + 0.002f)), T.Fill(1 / (shape.Spec.LipFullness * 1.3f)));
        var mouth = Bump(T.MultiplyAdd(x * u, x * u, lipY * v * (lipY * v)) * T.Fill(0.8f));
        return low * throat * front * (T.Fill(1) - T.Min(T.Fill(1), mouth * T.Fill(3)));
    }

    /// <summary>Shoulders and chest, straight down to where the bust is cut.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EvaluateBody(HeadShape shape, PointBlock block, int count)
    {
        unchecked
        {
            for (var i = 0; i < count; i += T.Count)
            {
                var (x, y, z) = (T.Load(block.X + i), T.Load(block.Y + i), T.Load(block.Z + i));
                var side = T.Abs(x);
                // A lying capsule with sloping shoulders; below its middle the section stays the same.
                var up = T.Max(T.Fill(0), T.MultiplyAdd(side, T.Fill(0.16f), y + T.Fill(0.305f)));
                var outwards = T.Max(T.Fill(0), side - T.Fill(shape.ShoulderSpan));
                var shoulders = Length(outwards, up, z - T.Fill(HeadShape.TorsoZ)) - T.Fill(HeadShape.TorsoRadius);
                var d = SmoothMin(shoulders, Capsule(x, y, z, shape.Trapezius), 0.06f);
                d = SmoothMax(d, T.Fill(HeadShape.BustBottom) - y, 0.03f);
                (d * T.Fill(0.95f)).Store(block.Body + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Join(HeadShape shape, PointBlock block, int count)
    {
        unchecked
        {
            for (var i = 0; i < count; i += T.Count)
            {
                var d = T.Min(T.Load(block.Skin + i), T.Load(block.Body + i));
                if (shape.HasHair)
                    d = T.Min(d, T.Load(block.Hair + i));
                else
                    T.Fill(1).Store(block.Hair + i);
                if (shape.Wears)
                    d = T.Min(d, T.Min(T.Load(block.Glasses + i), T.Min(T.Load(block.Hat + i), T.Load(block.Earring + i))));
                d.Store(block.Distance + i);
            }
        }
    }
}
