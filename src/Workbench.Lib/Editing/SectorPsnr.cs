using System.Globalization;

namespace Workbench.Editing;

/// <summary>How near pictures come to the ideal edit, dB, means over eight yaws and over sectors.</summary>
/// <param name="All">Over all yaws.</param>
/// <param name="Front">Yaws within 60° of the front.</param>
/// <param name="Rear">Yaws beyond 90°.</param>
public readonly record struct SectorPsnr(double All, double Front, double Rear)
{
    /// <summary>Means over sectors of one number a yaw of <see cref="EditQuality.Yaws"/>.</summary>
    public static SectorPsnr Of(IReadOnlyList<double> psnr)
    {
        ArgumentNullException.ThrowIfNull(psnr);
        var yaws = EditQuality.Yaws;
        double Mean(Func<double, bool> sector) => psnr.Where((_, i) => sector(yaws[i])).Average();
        return new SectorPsnr(Mean(_ => true), Mean(EditQuality.IsFront), Mean(EditQuality.IsRear));
    }

    /// <summary>The mean of many.</summary>
    public static SectorPsnr Mean(IEnumerable<SectorPsnr> values)
    {
        var list = values.ToArray();
        return new SectorPsnr(list.Average(value => value.All), list.Average(value => value.Front), list.Average(value => value.Rear));
    }

    /// <summary>The three numbers.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{All:0.0} (front {Front:0.0}, rear {Rear:0.0})");
}
