using System.Globalization;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Metrics;

/// <summary>Which fields of a head a direction of W moves: correlations over random codes, whose heads are known.</summary>
/// <param name="Direction">Number of the direction, from 0.</param>
/// <param name="Fields">Names of <see cref="HeadSpec"/>'s fields and their correlation with the place along the direction, −1…1, strongest first.</param>
public sealed record DirectionMeaning(int Direction, IReadOnlyList<KeyValuePair<string, double>> Fields)
{
    /// <summary>Correlates directions with fields.</summary>
    /// <remarks>
    /// Fields are independent of each other over the population (those that share a coordinate apart), so the squares of a direction's correlations say which share of it each field explains, as far as that is linear.
    /// With S samples a correlation of 0 comes out as 0 ± 1/√S.
    /// </remarks>
    /// <param name="head">A generator whose codes are the population's latent vectors.</param>
    /// <param name="directions">Directions of its W.</param>
    /// <param name="samples">How many codes.</param>
    /// <param name="seed">Seed of the codes.</param>
    /// <returns>One a direction.</returns>
    /// <exception cref="ArgumentException">The generator's codes are no latent vectors of the population.</exception>
    public static IReadOnlyList<DirectionMeaning> Measure(PanoHead head, PrincipalDirections directions, int samples = 4096, long seed = 1)
    {
        TruthCheck.Codes(head);
        ArgumentNullException.ThrowIfNull(directions);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 3);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var z = RandomSource.Seeded(seed).Normal(RandomSource.Latent, samples, HeadCoordinates.Count);
        var codes = head.Map(new Latents(z, LatentSpace.Z)).Codes[.., 0].cpu(); // [S, K]
        var places = Standard((codes - directions.Mean).mm(directions.Directions.t())); // [S, D]
        var heads = HeadSpec.FromLatents(z);
        var names = HeadSpec.FieldNames;
        var values = Standard(tensor(heads.SelectMany(spec => spec.NormalizedValues()).ToArray(), [samples, names.Count])); // [S, F]
        var correlations = (places.t().mm(values) / samples).to(ScalarType.Float64).contiguous().data<double>().ToArray(); // [D, F]
        return [.. correlations.Chunk(names.Count).Select((row, d) => new DirectionMeaning(d, [.. row.Select((value, f) => KeyValuePair.Create(names[f], value)).OrderByDescending(item => Math.Abs(item.Value))]))];
    }

    /// <summary>The strongest fields with signs, in words: <c>HairLength +0.61, HairThickness +0.40</c>.</summary>
    /// <param name="count">How many.</param>
    public string Describe(int count = 3) => string.Join(", ", Fields.Take(count).Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Key} {item.Value:+0.00;−0.00}")));

    // Mean 0, variance 1 in every column; a column without variance stays 0.
    private static Tensor Standard(Tensor columns)
    {
        var centred = columns - columns.mean([0], keepdim: true);
        return centred / centred.square().mean([0], keepdim: true).sqrt().clamp(min: 1e-12);
    }
}
