namespace Workbench.Ops;

/// <summary>NumPy's legacy generator <c>RandomState(seed)</c>, bit for bit: the published seeds of PanoHead's scripts name the same heads here.</summary>
/// <remarks>
/// Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), 53-bit doubles of two outputs, normal numbers by Marsaglia's polar method.
/// State: 624 words; not safe for use from several threads at once.
/// </remarks>
public sealed class NumpyRandom
{
    private const int Size = 624;
    private const int Middle = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;
    private double? _spareNormal;

    /// <summary>Starts the generator as <c>numpy.random.RandomState(seed)</c> does.</summary>
    /// <param name="seed">0…2³²−1.</param>
    public NumpyRandom(uint seed)
    {
        unchecked
        {
            _state[0] = seed;
            for (var i = 1; i < Size; i++)
                _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
        }
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_next == Size)
            Twist();
        unchecked
        {
            var word = _state[_next++];
            word ^= word >> 11;
            word ^= (word << 7) & 0x9D2C5680u;
            word ^= (word << 15) & 0xEFC60000u;
            return word ^ (word >> 18);
        }
    }

    /// <summary>The next uniform number in [0,1), as <c>random_sample()</c> and <c>rand()</c> draw it.</summary>
    public double NextDouble()
    {
        var high = NextUInt32() >> 5;
        var low = NextUInt32() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary>The next standard normal number, as <c>randn()</c> draws it. Every second one comes from a cache.</summary>
    public double NextNormal()
    {
        if (_spareNormal is { } spare)
        {
            _spareNormal = null;
            return spare;
        }
        double x, y, square;
        do
        {
            x = 2 * NextDouble() - 1;
            y = 2 * NextDouble() - 1;
            square = x * x + y * y;
        }
        while (square >= 1 || square == 0);
        var factor = Math.Sqrt(-2 * Math.Log(square) / square);
        _spareNormal = factor * x;
        return factor * y;
    }

    /// <summary>A uniform integer in 0…<paramref name="largest"/>, by masking and rejection.</summary>
    /// <param name="largest">The largest result.</param>
    public uint NextInteger(uint largest)
    {
        if (largest == 0)
            return 0;
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(largest);
        uint value;
        do
            value = NextUInt32() & mask;
        while (value > largest);
        return value;
    }

    /// <summary>Uniform numbers in [0,1), as <c>rand(shape)</c>: float64 on the CPU.</summary>
    /// <param name="shape">Shape of the result.</param>
    public Tensor Rand(params ReadOnlySpan<long> shape) => Fill(shape, NextDouble);

    /// <summary>Standard normal numbers, as <c>randn(shape)</c>: float64 on the CPU. The scripts cast them to float32.</summary>
    /// <param name="shape">Shape of the result.</param>
    public Tensor Randn(params ReadOnlySpan<long> shape) => Fill(shape, NextNormal);

    /// <summary>Permutes a list in place, as <c>shuffle()</c>.</summary>
    /// <param name="items">Any items.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)NextInteger((uint)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static Tensor Fill(ReadOnlySpan<long> shape, Func<double> draw)
    {
        var count = 1L;
        foreach (var size in shape)
            count *= size;
        var values = new double[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = draw();
        return tensor(values, shape.ToArray(), dtype: ScalarType.Float64);
    }

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var joined = (_state[i] & 0x80000000u) | (_state[(i + 1) % Size] & 0x7FFFFFFFu);
            _state[i] = _state[(i + Middle) % Size] ^ (joined >> 1) ^ ((joined & 1) == 0 ? 0u : 0x9908B0DFu);
        }
        _next = 0;
    }
}
