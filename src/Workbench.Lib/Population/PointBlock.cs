using Workbench.Ops;

namespace Workbench.Population;

/// <summary>Points and what the field says about them, one array a quantity. Lengths are padded, so that kernels may run over the end of what is used.</summary>
internal sealed unsafe class PointBlock : IDisposable
{
    /// <summary>Points in a block: about 25 KB with all arrays, inside the first-level cache.</summary>
    public const int Capacity = 512;

    private readonly NativeScratch _scratch = new();

    public PointBlock()
    {
        float* Next() => _scratch.Allocate<float>(Capacity + 16);
        X = Next();
        Y = Next();
        Z = Next();
        Head = Next();
        Nose = Next();
        Ear = Next();
        Neck = Next();
        Skin = Next();
        Hair = Next();
        Body = Next();
        Glasses = Next();
        Hat = Next();
        Earring = Next();
        Distance = Next();
    }

    public float* X { get; }

    public float* Y { get; }

    public float* Z { get; }

    /// <summary>Distance to the head without nose, lips, ears, eyes and neck.</summary>
    public float* Head { get; }

    public float* Nose { get; }

    public float* Ear { get; }

    public float* Neck { get; }

    /// <summary>Distance to everything of skin, eyes and lips included.</summary>
    public float* Skin { get; }

    public float* Hair { get; }

    public float* Body { get; }

    // What only photographs show; filled where the head wears something.
    public float* Glasses { get; }

    public float* Hat { get; }

    public float* Earring { get; }

    /// <summary>Distance to the nearest of all.</summary>
    public float* Distance { get; }

    public void Dispose() => _scratch.Dispose();
}
