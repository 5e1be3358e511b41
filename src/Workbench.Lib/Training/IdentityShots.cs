using System.Globalization;
using Workbench.Cameras;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>Pictures of persons: every one has other hair, beard, make-up, clothes, light and pose.</summary>
internal static class IdentityShots
{
    /// <summary>Pixels around what the network reads, so that training can move the cut.</summary>
    public const int Border = 2;

    /// <summary>Picture number i of a training; persons take turns.</summary>
    public static HeadShot Training(IdentityTrainingConfig config, long number)
    {
        var person = HeadPopulation.Head(HeadSplit.Train, number % config.Persons);
        var other = HeadPopulation.Head(HeadSplit.Train, config.Persons + number);
        var key = HashStream.Key(unchecked((uint)config.Seed), "identity picture " + number.ToString(CultureInfo.InvariantCulture));
        double Draw(int index) => HashStream.Uniform(key, index);
        var yaw = Draw(0) < config.AllRound ? 360 * Draw(1) - 180 : 180 * Draw(1) - 90;
        var details = Draw(3) < config.Extras ? PhotoExtras.Usual.Draw(unchecked((uint)key)) : PhotoDetails.None;
        return new HeadShot(other.WithIdentityOf(person), Camera.At(yaw, 40 * Draw(2) - 20, intrinsics: Pinhole(config.Network.ImageResolution)), details);
    }

    /// <summary>The pinhole that sees what <see cref="HeadCrop"/> cuts out, and <see cref="Border"/> pixels around it.</summary>
    private static Intrinsics Pinhole(int side)
    {
        var standard = Intrinsics.Standard;
        var share = (float)(HeadCrop.Share * (side + 2.0 * Border) / side);
        return new Intrinsics(standard.FocalX / share, standard.FocalY / share);
    }
}
