using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>The heads of one step.</summary>
/// <param name="ZGeometry">Codes of the shapes, [N, 64].</param>
/// <param name="ZAppearance">Codes of the colours, [N, 64]; equal to the shapes' where styles are not mixed.</param>
/// <param name="Condition">Labels of the cameras that the mapping is told, [N, 25].</param>
/// <param name="Heads">The true heads.</param>
public sealed record DistillationBatch(Tensor ZGeometry, Tensor ZAppearance, Tensor Condition, IReadOnlyList<HeadSpec> Heads) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [ZGeometry, ZAppearance, Condition];

    /// <summary>Draws heads.</summary>
    /// <param name="count">N.</param>
    /// <param name="config">Mixing and conditioning.</param>
    /// <param name="random">Streams <see cref="RandomSource.Latent"/>, <c>mixing</c> and <c>condition</c>.</param>
    public static DistillationBatch Draw(int count, DistillationConfig config, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var geometry = random.Normal(RandomSource.Latent, count, HeadCoordinates.Count);
        var other = random.Normal(RandomSource.Latent, count, HeadCoordinates.Count);
        var mixed = random.Uniform("mixing", count, 1) < config.MixingProbability;
        var appearance = where(mixed, other, geometry);
        var (shapes, colours) = (Numbers(geometry), Numbers(appearance));
        var heads = new HeadSpec[count];
        for (var i = 0; i < count; i++)
            heads[i] = HeadSpec.FromLatents(shapes.AsSpan(i * HeadCoordinates.Count, HeadCoordinates.Count), colours.AsSpan(i * HeadCoordinates.Count, HeadCoordinates.Count));
        return new DistillationBatch(geometry, appearance, DrawCondition(count, config, random), heads).MoveToOuterDisposeScope();
    }

    // A generator is asked for a head with the frontal camera as condition; other cameras teach it that the condition does not matter.
    private static Tensor DrawCondition(int count, DistillationConfig config, RandomSource random)
    {
        var draws = Numbers(random.Uniform("condition", count, 3));
        var labels = new Tensor[count];
        for (var i = 0; i < count; i++)
        {
            var camera = draws[3 * i] < config.FrontalCondition ? Camera.At(0, radius: config.Generator.CameraRadius) : Camera.At(360 * draws[3 * i + 1], 60 * draws[3 * i + 2] - 30, config.Generator.CameraRadius);
            labels[i] = camera.ToTensor().view(1, -1);
        }
        return cat(labels);
    }

    internal static float[] Numbers(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
