using System.Numerics;

namespace Workbench.Cameras;

/// <summary>The camera paths of PanoHead's video scripts, with their constants (3.14, not π): a path is therefore not quite closed.</summary>
public static class Orbits
{
    private const double ScriptPi = 3.14;

    /// <summary>Once around the head while rising and sinking: <c>gen_videos --cfg Head</c>.</summary>
    /// <remarks>Frame i of n: yaw 3.14/2 + 2·3.14·i/n, pitch 3.14/2 − 0.05 + 0.5·sin(2·3.14·i/n), pivot at the origin, radius 2.7.</remarks>
    /// <param name="count">n, at least 1; the script takes 240 a keyframe.</param>
    public static IReadOnlyList<Camera> Head(int count) => Path(count, phase =>
        Camera.LookAt(ScriptPi / 2 + phase, ScriptPi / 2 - 0.05 + 0.5 * Math.Sin(phase)));

    /// <summary>A loop before the face: <c>gen_videos</c> with any other configuration.</summary>
    /// <remarks>Yaw 3.14/2 + 1.5·sin(2·3.14·i/n), pitch 3.14/2 − 0.05 + 0.25·cos(2·3.14·i/n), pivot (0, 0, 0.2), radius 2.7.</remarks>
    /// <param name="count">n, at least 1.</param>
    public static IReadOnlyList<Camera> Default(int count) => Path(count, phase =>
        Camera.LookAt(ScriptPi / 2 + 1.5 * Math.Sin(phase), ScriptPi / 2 - 0.05 + 0.25 * Math.Cos(phase), new Vector3(0, 0, 0.2f)));

    /// <summary>Once around the head, level, a little farther away: the video of pivotal tuning, without the camera correction.</summary>
    /// <remarks>Yaw 3.14/2 + 2·3.14·i/n, pitch 3.14/2, pivot at the origin, radius 2.75.</remarks>
    /// <param name="count">n, at least 1.</param>
    public static IReadOnlyList<Camera> PivotalTuning(int count) => Path(count, phase =>
        Camera.LookAt(ScriptPi / 2 + phase, ScriptPi / 2, radius: 2.75));

    private static IReadOnlyList<Camera> Path(int count, Func<double, Camera> at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. Enumerable.Range(0, count).Select(i => at(2 * ScriptPi * i / count))];
    }
}
