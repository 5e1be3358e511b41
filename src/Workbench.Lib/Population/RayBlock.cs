using Workbench.Ops;

namespace Workbench.Population;

/// <summary>Rays and what they meet, one array a quantity.</summary>
internal sealed unsafe class RayBlock : IDisposable
{
    private readonly NativeScratch _scratch = new();

    public RayBlock()
    {
        float* Next() => _scratch.Allocate<float>(PointBlock.Capacity + 16);
        OriginX = Next();
        OriginY = Next();
        OriginZ = Next();
        DirectionX = Next();
        DirectionY = Next();
        DirectionZ = Next();
        Distance = Next();
        Clearance = Next();
        Red = Next();
        Green = Next();
        Blue = Next();
        NormalX = Next();
        NormalY = Next();
        NormalZ = Next();
        Part = _scratch.Allocate<HeadPart>(PointBlock.Capacity);
        Hit = _scratch.Allocate<bool>(PointBlock.Capacity);
    }

    public float* OriginX { get; }

    public float* OriginY { get; }

    public float* OriginZ { get; }

    public float* DirectionX { get; }

    public float* DirectionY { get; }

    public float* DirectionZ { get; }

    /// <summary>Along the ray: to the surface, or for a miss to the place nearest to it.</summary>
    public float* Distance { get; }

    /// <summary>How near a ray that misses comes to the surface; 0 for a hit.</summary>
    public float* Clearance { get; }

    public float* Red { get; }

    public float* Green { get; }

    public float* Blue { get; }

    public float* NormalX { get; }

    public float* NormalY { get; }

    public float* NormalZ { get; }

    public HeadPart* Part { get; }

    public bool* Hit { get; }

    public void Dispose() => _scratch.Dispose();
}
