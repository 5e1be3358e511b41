using System.IO.Hashing;
using System.Text;

namespace Workbench.Ops;

/// <summary>Random numbers as a pure function of (seed, name, index), without state: equal on every machine and in every language.</summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood 2014) over a key made of the seed and the CRC-32 of the name; 24 bits a number, exact in float32.</remarks>
public static class HashStream
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    /// <summary>The key of a stream.</summary>
    /// <param name="seed">The low 32 bits count.</param>
    /// <param name="name">Any text; hashed as UTF-8.</param>
    public static ulong Key(uint seed, string name) => Mix(((ulong)seed << 32) | Crc32.HashToUInt32(Encoding.UTF8.GetBytes(name)));

    /// <summary>The number at an index, uniform in [0,1).</summary>
    public static double Uniform(ulong key, long index) => Bits(key, index) / 16777216.0;

    /// <summary>Fills a span with <c>offset + scale · (2u − 1)</c>, evaluated in double and rounded once.</summary>
    public static void Symmetric(ulong key, double scale, double offset, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(offset + scale * (2 * Uniform(key, i) - 1));
    }

    /// <summary>Fills a span with uniform numbers in [0,1).</summary>
    public static void Uniform(ulong key, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)Uniform(key, i);
    }

    /// <summary>A seed for a generator of its own, from a run's seed and a stream's name.</summary>
    internal static ulong Seed(long seed, string name) => unchecked(Mix(Key((uint)seed, name) ^ (ulong)(seed >> 32)));

    private static uint Bits(ulong key, long index) => unchecked((uint)(Mix(key + (ulong)(index + 1) * GoldenGamma) >> 40));

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
