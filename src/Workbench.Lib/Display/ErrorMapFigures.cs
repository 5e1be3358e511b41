using System.Globalization;
using Workbench.Metrics;

namespace Workbench.Display;

/// <summary>Pictures of an <see cref="ErrorMap"/>.</summary>
public static class ErrorMapFigures
{
    /// <summary>One row an area: its PSNR, its share of the pixels and of the squared error; the most costly first.</summary>
    /// <param name="map">Measured errors.</param>
    /// <param name="title">Title.</param>
    public static Figure Table(this ErrorMap map, string title = "Error by what is seen")
    {
        ArgumentNullException.ThrowIfNull(map);
        return Figures.Table(
            ["area", "PSNR, dB", "share of pixels, %", "share of squared error, %"],
            [.. map.Totals().OrderByDescending(total => total.Error).Select(total => new[] { total.Area, Number(total.Psnr), Number(100 * total.Pixels), Number(100 * total.Error) })],
            title, Origin(map));
    }

    /// <summary>PSNR over the yaw, one curve an area.</summary>
    /// <param name="map">Measured errors.</param>
    /// <param name="areas">Names of <see cref="ErrorMap.Areas"/>; null takes those of many pixels.</param>
    /// <param name="title">Title.</param>
    /// <exception cref="ArgumentException">There is no area of a name.</exception>
    public static Figure ByYaw(this ErrorMap map, IReadOnlyList<string>? areas = null, string title = "Error by yaw")
    {
        ArgumentNullException.ThrowIfNull(map);
        var table = map.Decibels();
        var order = Enumerable.Range(0, map.YawsDegrees.Count).OrderBy(yaw => map.YawsDegrees[yaw]).ToArray();
        return Charts.Line([.. (areas ?? ["background", "skin, beard, neck", "cloth", "hair", "outline"]).Select(Series)], title, "yaw, degrees", "PSNR, dB", caption: Origin(map));

        ChartSeries Series(string name)
        {
            var area = ErrorMap.Areas.ToList().IndexOf(name);
            return area >= 0
                ? new ChartSeries(name, [.. order.Select(yaw => table[area, yaw])], [.. order.Select(yaw => map.YawsDegrees[yaw])])
                : throw new ArgumentException($"areas: there is no '{name}'; there are {string.Join("; ", ErrorMap.Areas)}.", nameof(areas));
        }
    }

    private static string Origin(ErrorMap map) => string.Create(CultureInfo.InvariantCulture, $"{map.HeadErrors.Length} heads of the {map.Split} split, {map.YawsDegrees.Count} yaws, {map.Resolution}², white background");

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("0.0", CultureInfo.InvariantCulture);
}
