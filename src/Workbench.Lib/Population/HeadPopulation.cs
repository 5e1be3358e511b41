using System.Numerics;
using Workbench.Cameras;

namespace Workbench.Population;

/// <summary>The population of procedural heads: which heads there are, how they are photographed, and who is who.</summary>
public static class HeadPopulation
{
    private const uint FirstValidation = 1u << 31;
    private const uint FirstTest = FirstValidation + (1u << 30);

    /// <summary>Number of heads of a split.</summary>
    public static long Count(HeadSplit split) => split == HeadSplit.Train ? 1L << 31 : 1L << 30;

    /// <summary>The seed of a head.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">0…<see cref="Count"/> − 1.</param>
    public static uint Seed(HeadSplit split, long index)
    {
        if (index < 0 || index >= Count(split))
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The split {split} has heads 0…{Count(split) - 1}.");
        return split switch
        {
            HeadSplit.Train => (uint)index,
            HeadSplit.Validation => FirstValidation + (uint)index,
            HeadSplit.Test => FirstTest + (uint)index,
            _ => throw new ArgumentOutOfRangeException(nameof(split), split, "Unknown split."),
        };
    }

    /// <summary>The split that a seed belongs to.</summary>
    public static HeadSplit SplitOf(uint seed) => seed >= FirstTest ? HeadSplit.Test : seed >= FirstValidation ? HeadSplit.Validation : HeadSplit.Train;

    /// <summary>The latent vector of a seed: 64 standard normal numbers.</summary>
    public static float[] Latent(uint seed)
    {
        var stream = new PopulationStream(seed, "latent");
        var z = new float[HeadCoordinates.Count];
        for (var i = 0; i < z.Length; i++)
            z[i] = (float)stream.Normal();
        return z;
    }

    /// <summary>The latent vectors of heads that follow each other.</summary>
    /// <param name="split">The split.</param>
    /// <param name="start">First head.</param>
    /// <param name="count">N</param>
    /// <returns>[N, 64], float32 on the CPU.</returns>
    public static Tensor Latents(HeadSplit split, long start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var numbers = new float[count * HeadCoordinates.Count];
        for (var i = 0; i < count; i++)
            Latent(Seed(split, start + i)).CopyTo(numbers, i * HeadCoordinates.Count);
        return tensor(numbers, [count, HeadCoordinates.Count]);
    }

    /// <summary>The head of a seed.</summary>
    public static HeadSpec Head(uint seed) => HeadSpec.FromLatent(Latent(seed));

    /// <summary>The head of a split.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">0…<see cref="Count"/> − 1.</param>
    public static HeadSpec Head(HeadSplit split, long index) => Head(Seed(split, index));

    /// <summary>A camera of a distribution.</summary>
    /// <param name="poses">The distribution.</param>
    /// <param name="seed">Which draw.</param>
    public static Camera Pose(PoseDistribution poses, uint seed)
    {
        var stream = new PopulationStream(seed, "pose");
        if (poses == PoseDistribution.Uniform)
            return Camera.At(360 * stream.Next() - 180, 60 * stream.Next() - 30);
        var wide = stream.Next() < 0.125;
        var (drawn, uniform) = (25 * stream.Normal(), 180 * stream.Next() - 90);
        return Camera.At(wide ? uniform : Math.Clamp(drawn, -90, 90), Math.Clamp(8 * stream.Normal(), -20, 20));
    }

    /// <summary>A photograph of the photo population.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">Its head.</param>
    /// <param name="shot">Which photograph of that head; each has a pose, extras and a label of its own.</param>
    /// <param name="extras">How often extras occur; null takes <see cref="PhotoExtras.Usual"/>.</param>
    /// <param name="poses">Where cameras stand.</param>
    /// <exception cref="ArgumentException">A probability is not one.</exception>
    public static HeadPhoto Photo(HeadSplit split, long index, int shot = 0, PhotoExtras? extras = null, PoseDistribution poses = PoseDistribution.Portrait)
    {
        extras ??= PhotoExtras.Usual;
        if (extras.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(extras));
        var seed = Seed(split, index);
        var draw = unchecked((uint)Ops.HashStream.Key(seed, "shot " + shot.ToString(System.Globalization.CultureInfo.InvariantCulture)) ^ seed);
        var camera = Pose(poses, draw);
        return new HeadPhoto(seed, Head(seed), extras.Draw(draw), camera, Label(camera, draw, extras.PoseNoise));
    }

    // A rotation of about one and a half degrees about every axis, and one hundredth of the box sideways.
    private static Camera Label(Camera camera, uint seed, double probability)
    {
        var stream = new PopulationStream(seed, "pose noise");
        if (stream.Next() >= probability)
            return camera;
        var angles = (0.026 * stream.Normal(), 0.026 * stream.Normal(), 0.015 * stream.Normal());
        var turn = Matrix4x4.CreateFromYawPitchRoll((float)angles.Item1, (float)angles.Item2, (float)angles.Item3);
        var m = camera.CameraToWorld;
        // World rotated about the origin: the camera moves round the head.
        var rows = new float[16];
        for (var column = 0; column < 4; column++)
        {
            var v = new Vector3(m[column], m[4 + column], m[8 + column]);
            v = Vector3.TransformNormal(v, turn);
            if (column == 3)
                v += 0.006f * new Vector3((float)stream.Normal(), (float)stream.Normal(), (float)stream.Normal());
            (rows[column], rows[4 + column], rows[8 + column]) = (v.X, v.Y, v.Z);
        }
        rows[15] = 1;
        return Camera.FromCameraToWorld(rows, camera.Intrinsics);
    }
}
