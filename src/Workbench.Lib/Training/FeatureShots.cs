using System.Globalization;
using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>Pictures of heads from everywhere, and what there is to know about each.</summary>
internal static class FeatureShots
{
    /// <summary>Numbers that are asked for: the fields, and sine and cosine of the yaw, and the pitch.</summary>
    public static int Targets { get; } = HeadSpec.FieldNames.Count + 3;

    /// <summary>Picture number i of a split.</summary>
    public static HeadShot Of(long seed, HeadSplit split, long number, double extras)
    {
        var (yaw, pitch, other) = Draw(seed, number);
        var details = other < extras ? PhotoExtras.Usual.Draw(unchecked((uint)Key(seed, number))) : PhotoDetails.None;
        return new HeadShot(HeadPopulation.Head(split, number), Camera.At(yaw, pitch), details);
    }

    /// <summary>What a network is asked for, about −1…1 each.</summary>
    public static float[] Target(long seed, HeadSplit split, long number)
    {
        var (yaw, pitch, _) = Draw(seed, number);
        var (sine, cosine) = Math.SinCos(yaw * Math.PI / 180);
        return [.. HeadPopulation.Head(split, number).NormalizedValues(), (float)sine, (float)cosine, (float)(pitch / 30)];
    }

    private static (double Yaw, double Pitch, double Other) Draw(long seed, long number)
    {
        var key = Key(seed, number);
        return (360 * HashStream.Uniform(key, 0) - 180, 60 * HashStream.Uniform(key, 1) - 30, HashStream.Uniform(key, 2));
    }

    private static ulong Key(long seed, long number) => HashStream.Key(unchecked((uint)seed), "feature picture " + number.ToString(CultureInfo.InvariantCulture));
}
