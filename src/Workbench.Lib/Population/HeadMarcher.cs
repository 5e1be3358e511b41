using System.Numerics;
using Workbench.Ops;

namespace Workbench.Population;

/// <summary>What a marcher is asked for beside hits and distances.</summary>
[Flags]
internal enum MarchOutputs
{
    None = 0,

    /// <summary>Where a ray that misses comes nearest to the surface; without it such rays are given up early.</summary>
    Nearest = 1,

    /// <summary>Colours, parts and normals of hits.</summary>
    Surface = 2,
}

/// <summary>Sphere tracing of blocks of rays; one object a thread.</summary>
internal abstract class HeadMarcher : IDisposable
{
    /// <summary>Rays are followed inside the generator's box only.</summary>
    public const float HalfBox = 0.5f;

    /// <summary>A model unit in units of the box: how large the heads are in the picture.</summary>
    public const float ModelScale = 1.12f;

    /// <summary>The marcher for the widest registers of this processor.</summary>
    public static HeadMarcher Create() => Simd.Width switch
    {
        16 => new HeadMarcher<Lanes16>(),
        8 => new HeadMarcher<Lanes8>(),
        _ => new HeadMarcher<Lanes4>(),
    };

    /// <summary>Fills the results of the first <paramref name="count"/> rays.</summary>
    public abstract void Trace(HeadModel model, RayBlock rays, int count, MarchOutputs outputs);

    /// <summary>Distance to the surface at points, negative inside.</summary>
    public abstract void Distances(HeadModel model, ReadOnlySpan<float> points, Span<float> distances);

    /// <summary>Colours, parts and normals at points.</summary>
    public abstract void Surface(HeadModel model, RayBlock results, ReadOnlySpan<float> points);

    public abstract void Dispose();
}

/// <summary>A head ready to be traced.</summary>
internal sealed class HeadModel(HeadSpec spec, PhotoDetails details)
{
    public HeadShape Shape { get; } = new(spec, details);

    private HeadPaint? _paint;

    public HeadPaint Paint => _paint ??= new HeadPaint(Shape);
}
