using System.Numerics;
using Workbench.Ops;

namespace Workbench.Population;

/// <summary>Random numbers of one purpose for one seed of the population, drawn in order.</summary>
internal sealed class PopulationStream(uint seed, string name)
{
    private readonly ulong _key = HashStream.Key(seed, name);
    private long _index;

    /// <summary>Uniform in [0,1).</summary>
    public double Next() => HashStream.Uniform(_key, _index++);

    /// <summary>Uniform in a range.</summary>
    public float Between(float low, float high) => (float)(low + (high - low) * Next());

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public double Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Next()));
        return radius * Math.Cos(2 * Math.PI * Next());
    }

    /// <summary>A colour with every channel in 0.1…0.95.</summary>
    public Vector3 Colour() => new(Between(0.1f, 0.95f), Between(0.1f, 0.95f), Between(0.1f, 0.95f));
}
