namespace Workbench.Population;

/// <content>Heads of latent vectors.</content>
public sealed partial record HeadSpec
{
    /// <summary>The head of a latent vector.</summary>
    /// <remarks>u_i = Φ(z_i · √64 / |z|): the length of z does not count, since the mapping network of the generator divides by it too. Coordinates are listed in <see cref="HeadCoordinates.Names"/>.</remarks>
    /// <param name="z">64 numbers, usually standard normal.</param>
    /// <exception cref="ArgumentException">There are not 64 finite numbers, or all are 0.</exception>
    public static HeadSpec FromLatent(ReadOnlySpan<float> z) => FromLatents(z, z);

    /// <summary>A head whose shape comes from one latent vector and whose colours come from another: the meaning of style mixing.</summary>
    /// <param name="zGeometry">64 numbers; the first 32 count, normalised with all of them.</param>
    /// <param name="zAppearance">64 numbers; the last 32 count, normalised with all of them.</param>
    /// <exception cref="ArgumentException">There are not 64 finite numbers, or all are 0.</exception>
    public static HeadSpec FromLatents(ReadOnlySpan<float> zGeometry, ReadOnlySpan<float> zAppearance)
    {
        var geometry = Scale(zGeometry, nameof(zGeometry));
        var appearance = Scale(zAppearance, nameof(zAppearance));
        var head = new HeadSpec();
        foreach (var range in HeadFieldRange.All)
        {
            var i = range.Coordinate;
            var u = HeadCoordinates.Normal(i < HeadCoordinates.GeometryCount ? zGeometry[i] * geometry : zAppearance[i] * appearance);
            head._values[(int)range.Field] = (float)(range.Low + (range.High - range.Low) * u);
        }
        return head;
    }

    /// <summary>The heads of many latent vectors.</summary>
    /// <param name="z">[N, 64]</param>
    public static IReadOnlyList<HeadSpec> FromLatents(Tensor z)
    {
        var count = (int)Ops.Shape.Check(z, "N K", [("K", HeadCoordinates.Count)])[0];
        using var scope = NewDisposeScope();
        var numbers = z.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var heads = new HeadSpec[count];
        for (var i = 0; i < count; i++)
            heads[i] = FromLatent(numbers.AsSpan(i * HeadCoordinates.Count, HeadCoordinates.Count));
        return heads;
    }

    /// <summary>This head with the fields of one coordinate at another place of their range.</summary>
    /// <param name="coordinate">0…63</param>
    /// <param name="u">0…1: the share of the population below that value.</param>
    public HeadSpec WithCoordinate(int coordinate, double u)
    {
        if (coordinate is < 0 or >= HeadCoordinates.Count)
            throw new ArgumentOutOfRangeException(nameof(coordinate), coordinate, "A latent vector has coordinates 0…63.");
        if (!(u is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(u), u, "A share lies in 0…1.");
        var head = this with { };
        foreach (var range in HeadFieldRange.All)
            if (range.Coordinate == coordinate)
                head._values[(int)range.Field] = (float)(range.Low + (range.High - range.Low) * u);
        return head;
    }

    private static double Scale(ReadOnlySpan<float> z, string name)
    {
        if (z.Length != HeadCoordinates.Count)
            throw new ArgumentException($"{name}: expected {HeadCoordinates.Count} numbers, got {z.Length}.", name);
        var square = 0.0;
        foreach (var number in z)
            square += (double)number * number;
        if (!double.IsFinite(square) || square == 0)
            throw new ArgumentException($"{name}: every number must be finite and one must differ from 0, since only the direction of a latent vector counts.", name);
        return Math.Sqrt(HeadCoordinates.Count / square);
    }
}
