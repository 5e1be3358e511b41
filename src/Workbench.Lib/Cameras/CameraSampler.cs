using System.Numerics;
using Workbench.Ops;

namespace Workbench.Cameras;

/// <summary>Random cameras about a mean pose, as the scripts and the training regulariser draw them.</summary>
/// <remarks>Two draws of [B, 1] from the stream <see cref="RandomSource.Camera"/>, yaw first, taken even when a deviation is 0. Angles are those of <see cref="Camera.LookAt"/>.</remarks>
public static class CameraSampler
{
    /// <summary>Normally distributed yaw and pitch; the cameras look at the pivot.</summary>
    /// <param name="count">B, at least 1.</param>
    /// <param name="random">Where the two draws come from.</param>
    /// <param name="yawDeviation">Standard deviation, radians.</param>
    /// <param name="pitchDeviation">Standard deviation, radians.</param>
    /// <param name="yawMean">Radians; π/2 is the front.</param>
    /// <param name="pitchMean">Radians; π/2 is level.</param>
    /// <param name="pivot">The point looked at; null takes the origin.</param>
    /// <param name="radius">Distance from the origin.</param>
    /// <param name="intrinsics">The pinhole; null takes <see cref="Intrinsics.Standard"/>.</param>
    public static IReadOnlyList<Camera> Gaussian(
        int count, RandomSource random, double yawDeviation, double pitchDeviation, double yawMean = Math.PI / 2, double pitchMean = Math.PI / 2,
        Vector3? pivot = null, double radius = Camera.StandardRadius, Intrinsics? intrinsics = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Build(count, () => random.Normal(RandomSource.Camera, count, 1), value => value, yawDeviation, pitchDeviation, yawMean, pitchMean, pivot, radius, intrinsics);
    }

    /// <summary>Yaw and pitch uniform in mean ± range.</summary>
    /// <param name="count">B, at least 1.</param>
    /// <param name="random">Where the two draws come from.</param>
    /// <param name="yawRange">Largest distance from the mean, radians.</param>
    /// <param name="pitchRange">Largest distance from the mean, radians.</param>
    /// <param name="yawMean">Radians; π/2 is the front.</param>
    /// <param name="pitchMean">Radians; π/2 is level.</param>
    /// <param name="pivot">The point looked at; null takes the origin.</param>
    /// <param name="radius">Distance from the origin.</param>
    /// <param name="intrinsics">The pinhole; null takes <see cref="Intrinsics.Standard"/>.</param>
    public static IReadOnlyList<Camera> Uniform(
        int count, RandomSource random, double yawRange, double pitchRange, double yawMean = Math.PI / 2, double pitchMean = Math.PI / 2,
        Vector3? pivot = null, double radius = Camera.StandardRadius, Intrinsics? intrinsics = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Build(count, () => random.Uniform(RandomSource.Camera, count, 1), value => 2 * value - 1, yawRange, pitchRange, yawMean, pitchMean, pivot, radius, intrinsics);
    }

    private static IReadOnlyList<Camera> Build(
        int count, Func<Tensor> draw, Func<float, float> offset, double yawScale, double pitchScale, double yawMean, double pitchMean,
        Vector3? pivot, double radius, Intrinsics? intrinsics)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using var scope = NewDisposeScope();
        var yaws = draw().data<float>().ToArray();
        var pitches = draw().data<float>().ToArray();
        return
        [
            .. Enumerable.Range(0, count).Select(i => Camera.LookAt(
                offset(yaws[i]) * (float)yawScale + (float)yawMean,
                offset(pitches[i]) * (float)pitchScale + (float)pitchMean,
                pivot, radius, intrinsics)),
        ];
    }
}
