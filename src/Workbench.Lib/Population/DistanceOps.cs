using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Population;

/// <summary>Signed distances of simple bodies and their smooth unions, over any number of lanes.</summary>
internal static class DistanceOps
{
    /// <summary>Distance to an ellipsoid about the origin, exact to first order at the surface.</summary>
    /// <remarks>k₀ = |p/r|, k₁ = |p/r²|, d = k₀(k₀ − 1)/k₁.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Ellipsoid<T>(T x, T y, T z, float rx, float ry, float rz)
        where T : unmanaged, ILanes<T>
    {
        unchecked
        {
            var (px, py, pz) = (x * T.Fill(1 / rx), y * T.Fill(1 / ry), z * T.Fill(1 / rz));
            var (qx, qy, qz) = (px * T.Fill(1 / rx), py * T.Fill(1 / ry), pz * T.Fill(1 / rz));
            var p = T.Sqrt(T.MultiplyAdd(px, px, T.MultiplyAdd(py, py, pz * pz)));
            var q = T.Sqrt(T.MultiplyAdd(qx, qx, T.MultiplyAdd(qy, qy, T.MultiplyAdd(qz, qz, T.Fill(1e-12f)))));
            return p * (p - T.Fill(1)) / q;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Length<T>(T x, T y, T z)
        where T : unmanaged, ILanes<T> => T.Sqrt(T.MultiplyAdd(x, x, T.MultiplyAdd(y, y, z * z)));

    /// <summary>The smaller of two distances, rounded where they differ by less than k; equal to the minimum elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SmoothMin<T>(T a, T b, float k)
        where T : unmanaged, ILanes<T>
    {
        var h = T.Max(T.Fill(0), T.Fill(k) - T.Abs(a - b));
        return T.MultiplyAdd(h * h, T.Fill(-0.25f / k), T.Min(a, b));
    }

    /// <summary>The larger of two distances, rounded where they differ by less than k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SmoothMax<T>(T a, T b, float k)
        where T : unmanaged, ILanes<T>
    {
        var h = T.Max(T.Fill(0), T.Fill(k) - T.Abs(a - b));
        return T.MultiplyAdd(h * h, T.Fill(0.25f / k), T.Max(a, b));
    }

    /// <summary>3t² − 2t³ with t limited to 0…1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Ramp<T>(T t)
        where T : unmanaged, ILanes<T>
    {
        t = T.Max(T.Fill(0), T.Min(T.Fill(1), t));
        return t * t * T.MultiplyAdd(t, T.Fill(-2), T.Fill(3));
    }

    /// <summary>(1 − q)² for q below 1, then 0: a bump with an end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Bump<T>(T q)
        where T : unmanaged, ILanes<T>
    {
        var h = T.Max(T.Fill(0), T.Fill(1) - q);
        return h * h;
    }

    /// <summary>A wave of period 1 and height 1, near sin(2πt): error 0.001.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Wave<T>(T t)
        where T : unmanaged, ILanes<T>
    {
        unchecked
        {
            var rounder = T.Fill(12582912f); // 1.5·2²³: adding and subtracting it rounds to an integer
            var r = t - ((t + rounder) - rounder); // −½…½
            var s = r * (T.Fill(8) - T.Fill(16) * T.Abs(r));
            return s * T.MultiplyAdd(T.Abs(s), T.Fill(0.225f), T.Fill(0.775f));
        }
    }

    /// <summary>Distance to a line segment with a radius that runs from one end to the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Capsule<T>(T x, T y, T z, in CapsuleShape c)
        where T : unmanaged, ILanes<T>
    {
        var (px, py, pz) = (x - T.Fill(c.Ax), y - T.Fill(c.Ay), z - T.Fill(c.Az));
        var along = T.MultiplyAdd(px, T.Fill(c.Bx), T.MultiplyAdd(py, T.Fill(c.By), pz * T.Fill(c.Bz))) * T.Fill(c.InverseSquare);
        var h = T.Max(T.Fill(0), T.Min(T.Fill(1), along));
        var minus = T.Fill(0) - h;
        var d = Length(T.MultiplyAdd(minus, T.Fill(c.Bx), px), T.MultiplyAdd(minus, T.Fill(c.By), py), T.MultiplyAdd(minus, T.Fill(c.Bz), pz));
        return d - T.MultiplyAdd(h, T.Fill(c.RadiusB - c.RadiusA), T.Fill(c.RadiusA));
    }
}

/// <summary>A line segment with a radius at either end.</summary>
internal readonly struct CapsuleShape(System.Numerics.Vector3 a, System.Numerics.Vector3 b, float radiusA, float radiusB)
{
    public readonly float Ax = a.X, Ay = a.Y, Az = a.Z;
    public readonly float Bx = b.X - a.X, By = b.Y - a.Y, Bz = b.Z - a.Z; // from A to B
    public readonly float InverseSquare = 1 / (b - a).LengthSquared();
    public readonly float RadiusA = radiusA, RadiusB = radiusB;
}
