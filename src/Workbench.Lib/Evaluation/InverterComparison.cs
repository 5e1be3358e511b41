using System.Globalization;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Evaluation;

/// <summary>Inverters side by side on the same photographs: a table of numbers and a sheet of pictures, all round.</summary>
/// <remarks>
/// <code>
/// var inverters = new[] { new NamedInverter("W+", new LatentOptimizer()), new NamedInverter("PTI", new PivotalTuning()) };
/// var comparison = InverterComparison.Run(head, inverters, [new EvaluationPhoto(photo, null)]);
/// display(comparison.Table());
/// display(comparison.Sheet());
/// </code>
/// </remarks>
public sealed class InverterComparison
{
    private readonly List<(string Inverter, IReadOnlyList<PhotoScore> Scores)> _scores = [];
    private readonly List<Figure> _sheets = [];
    private readonly string _conditions;

    private InverterComparison(string conditions) => _conditions = conditions;

    /// <summary>The numbers, inverter by inverter.</summary>
    public IReadOnlyList<(string Inverter, IReadOnlyList<PhotoScore> Scores)> Scores => _scores;

    /// <summary>Runs every inverter on every photograph.</summary>
    /// <param name="head">The generator; never altered.</param>
    /// <param name="inverters">What is compared.</param>
    /// <param name="photos">The photographs; stay the caller's.</param>
    /// <param name="config">What is measured and shown.</param>
    /// <param name="networks">Distances beside L2 and PSNR.</param>
    /// <param name="progress">Told after every inversion.</param>
    /// <param name="cancellation">Handed to the inverters.</param>
    /// <exception cref="ArgumentException">Nothing to compare, or an inverter was made for another generator.</exception>
    public static InverterComparison Run(PanoHead head, IReadOnlyList<NamedInverter> inverters, IReadOnlyList<EvaluationPhoto> photos, TrialConfig? config = null, EvaluationNetworks? networks = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(photos);
        NamedInverter.Check(inverters);
        ArgumentOutOfRangeException.ThrowIfZero(photos.Count, nameof(photos));
        (config, networks) = (config ?? new TrialConfig(), networks ?? EvaluationNetworks.None);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        var trials = new InversionTrial[inverters.Count, photos.Count];
        using var scope = NewDisposeScope();
        for (var p = 0; p < photos.Count; p++)
            for (var i = 0; i < inverters.Count; i++)
            {
                trials[i, p] = InversionTrial.Run(head, inverters[i], photos[p], config, networks, [], cancellation);
                progress?.Report(new StepReport((long)p * inverters.Count + i + 1, (long)inverters.Count * photos.Count, inverters[i].Name));
            }
        var side = Math.Min(config.Resolution, head.Config.ImageResolution);
        var names = string.Join(", ", networks.Names().Select(item => $"{item.Key} by {item.Value}"));
        var comparison = new InverterComparison(string.Create(CultureInfo.InvariantCulture, $"{head.Name}, {photos.Count} photographs, compared at {side}²") + (names.Length > 0 ? "; " + names : ""));
        for (var i = 0; i < inverters.Count; i++)
            comparison._scores.Add((inverters[i].Name, [.. Enumerable.Range(0, photos.Count).Select(p => trials[i, p].Score)]));
        for (var p = 0; p < photos.Count; p++)
            comparison._sheets.Add(SheetOf(head, config, photos[p], [.. Enumerable.Range(0, inverters.Count).Select(i => (inverters[i].Name, trials[i, p]))]));
        return comparison;
    }

    /// <summary>Means over the photographs, one row an inverter.</summary>
    /// <param name="title">What is shown.</param>
    public Figure Table(string title = "Inverters compared") => ScoreTable.Of(_scores, title, _conditions);

    /// <summary>The photograph, the reconstructions and the heads all round; with the truth where it is known.</summary>
    /// <param name="photo">Which photograph; null shows all.</param>
    public Figure Sheet(int? photo = null) => photo is { } one ? _sheets[one] : _sheets.Count == 1 ? _sheets[0] : Figures.Column(_sheets, "Inverters all round");

    private static Figure SheetOf(PanoHead head, TrialConfig config, EvaluationPhoto photo, IReadOnlyList<(string Name, InversionTrial Trial)> trials)
    {
        using var scope = NewDisposeScope();
        var cameras = config.Cameras(head.Config.CameraRadius);
        var rows = new List<(string, IReadOnlyList<Picture>)>();
        var side = head.Config.ImageResolution;
        var photograph = trials[0].Trial.Photograph.Resize(side, side);
        if (photo.TrueViews is { } truth)
            rows.Add(("truth", [photograph, .. Picture.FromBatch(truth(cameras, side))]));
        else
            rows.Add(("photograph", [photograph, .. cameras.Select(_ => Picture.Filled(side, side, Colour.White))]));
        rows.AddRange(trials.Select(item => (item.Name, (IReadOnlyList<Picture>)[item.Trial.Reconstruction, .. item.Trial.Views])));
        return Figures.Sheet(rows, ["as photographed", .. Enumerable.Range(0, cameras.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{360.0 * i / cameras.Count:0}°"))], photo.Photo.Name);
    }
}
