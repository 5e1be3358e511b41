using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Metrics;

/// <summary>Where a generator of the population errs: squared errors of raw pictures over white, divided by what the truth shows there and by the yaw of the camera.</summary>
/// <remarks>Squared errors of 0…1 colours, mean over channels, every pixel at the neural resolution. A pixel that the head covers partly belongs to the outline, whatever it shows.</remarks>
public sealed class ErrorMap
{
    private const byte Outline = 9;

    // Where each class of the face parser is counted.
    private static readonly byte[] s_areaOf = new byte[19];

    private readonly double[,] _sums; // [area, yaw]
    private readonly double[,] _counts;

    static ErrorMap()
    {
        Array.Fill(s_areaOf, (byte)1); // what only photographs show does not occur
        (HeadPart Part, byte Area)[] areas =
        [
            (HeadPart.Background, 0), (HeadPart.Skin, 1), (HeadPart.LeftBrow, 2), (HeadPart.RightBrow, 2), (HeadPart.LeftEye, 3), (HeadPart.RightEye, 3), (HeadPart.Nose, 4),
            (HeadPart.Mouth, 5), (HeadPart.UpperLip, 5), (HeadPart.LowerLip, 5), (HeadPart.LeftEar, 6), (HeadPart.RightEar, 6), (HeadPart.Neck, 1), (HeadPart.Cloth, 7), (HeadPart.Hair, 8),
        ];
        foreach (var (part, area) in areas)
            s_areaOf[(int)part] = area;
    }

    internal ErrorMap(HeadSplit split, IReadOnlyList<double> yawsDegrees, int heads, int resolution)
    {
        (Split, YawsDegrees, Resolution) = (split, yawsDegrees, resolution);
        (_sums, _counts) = (new double[Areas.Count, yawsDegrees.Count], new double[Areas.Count, yawsDegrees.Count]);
        HeadErrors = new double[heads];
    }

    /// <summary>What pixels are divided into.</summary>
    public static IReadOnlyList<string> Areas { get; } = ["background", "skin, beard, neck", "brows", "eyes", "nose", "mouth", "ears", "cloth", "hair", "outline"];

    /// <summary>Which heads.</summary>
    public HeadSplit Split { get; }

    /// <summary>Where the cameras stood.</summary>
    public IReadOnlyList<double> YawsDegrees { get; }

    /// <summary>Pixels a side.</summary>
    public int Resolution { get; }

    /// <summary>Mean squared error of each head over all its pictures.</summary>
    public double[] HeadErrors { get; }

    /// <summary>Measures heads all round.</summary>
    /// <param name="head">A generator whose codes are the population's latent vectors.</param>
    /// <param name="split">Which heads.</param>
    /// <param name="heads">How many.</param>
    /// <param name="yawsDegrees">Where cameras stand; null takes twelve all round.</param>
    /// <param name="pitchDegrees">Their elevation.</param>
    /// <param name="progress">Told after every head.</param>
    /// <param name="cancellation">Checked before every head.</param>
    /// <exception cref="ArgumentException">The generator's codes are no latent vectors of the population.</exception>
    public static ErrorMap Measure(PanoHead head, HeadSplit split, int heads, IReadOnlyList<double>? yawsDegrees = null, double pitchDegrees = 5, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        TruthCheck.Codes(head);
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        using var grad = no_grad();
        var yaws = yawsDegrees ?? [.. Enumerable.Range(0, 12).Select(i => 30.0 * i)];
        Camera[] cameras = [.. yaws.Select(yaw => Camera.At(yaw, pitchDegrees, head.Config.CameraRadius))];
        var map = new ErrorMap(split, yaws, heads, head.Config.NeuralResolution);
        for (var i = 0; i < heads; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var truth = HeadRenderer.Render(HeadPopulation.Head(split, i), cameras, map.Resolution);
            var planes = head.Synthesize(new Latents(HeadPopulation.Latents(split, i, 1), LatentSpace.Z));
            map.Add(i, truth, head.Render(planes, cameras, new RenderOptions { Refine = false }, cancellation: cancellation).ImageRaw);
            progress?.Report(new StepReport(i + 1, heads, "against the truth"));
        }
        return map;
    }

    /// <summary>PSNR of every area at every yaw, decibels, [area, yaw]; NaN where an area is never seen.</summary>
    public double[,] Decibels()
    {
        var table = new double[Areas.Count, YawsDegrees.Count];
        for (var area = 0; area < Areas.Count; area++)
            for (var yaw = 0; yaw < YawsDegrees.Count; yaw++)
                table[area, yaw] = ToDecibels(_sums[area, yaw], _counts[area, yaw]);
        return table;
    }

    /// <summary>Every area over all yaws: its PSNR in decibels, its share of the pixels, its share of the squared error.</summary>
    public IReadOnlyList<(string Area, double Psnr, double Pixels, double Error)> Totals()
    {
        var (sums, counts) = (RowSums(_sums), RowSums(_counts));
        var (error, pixels) = (Math.Max(sums.Sum(), double.Epsilon), counts.Sum());
        return [.. Areas.Select((name, area) => (name, ToDecibels(sums[area], counts[area]), counts[area] / pixels, sums[area] / error))];
    }

    /// <summary>PSNR of every head, the worst first.</summary>
    public IReadOnlyList<(int Head, double Psnr)> Worst() => [.. HeadErrors.Select((error, i) => (i, ToDecibels(error, 1))).OrderBy(item => item.Item2)];

    /// <summary>Adds the pictures of one head.</summary>
    /// <param name="index">Which head.</param>
    /// <param name="truth">True pictures, one a yaw.</param>
    /// <param name="image">What the generator shows, −1…1, [V, 3, H, W].</param>
    internal void Add(int index, RenderedHeads truth, Tensor image)
    {
        using var scope = NewDisposeScope();
        var squares = ((image.clamp(-1, 1) - truth.Image()) / 2).square().mean([1]); // [V, H, W]
        HeadErrors[index] = squares.mean().ToDouble();
        var (errors, alpha, parts) = (squares.contiguous().data<float>().ToArray(), truth.Alpha.contiguous().data<float>().ToArray(), truth.Parts.contiguous().data<byte>().ToArray());
        var plane = Resolution * Resolution;
        for (var i = 0; i < errors.Length; i++)
        {
            var area = alpha[i] is > 0 and < 1 ? Outline : s_areaOf[parts[i]];
            _sums[area, i / plane] += errors[i];
            _counts[area, i / plane]++;
        }
    }

    private double[] RowSums(double[,] table)
    {
        var sums = new double[Areas.Count];
        for (var area = 0; area < sums.Length; area++)
            for (var yaw = 0; yaw < YawsDegrees.Count; yaw++)
                sums[area] += table[area, yaw];
        return sums;
    }

    private static double ToDecibels(double sum, double count) => count == 0 ? double.NaN : -10 * Math.Log10(Math.Max(sum / count, 1e-12));
}
