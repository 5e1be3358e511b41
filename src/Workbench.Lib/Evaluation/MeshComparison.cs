using System.Globalization;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Geometry;
using Workbench.Ops;

namespace Workbench.Evaluation;

/// <summary>How meshes of inverted heads are made and shown.</summary>
public sealed record MeshComparisonConfig
{
    /// <summary>Samples a side of the density; cost grows with the cube.</summary>
    public int Resolution { get; init; } = 96;

    /// <summary>Raw density of the surface.</summary>
    public float Level { get; init; } = DensityGrid.OfficialLevel;

    /// <summary>Where the mesh is seen from, degrees; 0 is the front.</summary>
    public IReadOnlyList<double> YawsDegrees { get; init; } = [-45, 0, 45, 90, 180, -90];

    /// <summary>Grey surfaces, so that the shape alone is seen; the files keep their colours.</summary>
    public bool Plain { get; init; } = true;

    /// <summary>Pixels a side of a picture.</summary>
    public int PictureSide { get; init; } = 192;

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Resolution is < 8 or > 1024)
            problems.Add($"Resolution must lie in 8 … 1024, got {Resolution}.");
        if (YawsDegrees.Count == 0)
            problems.Add("YawsDegrees must not be empty.");
        if (PictureSide is < 16 or > 2048)
            problems.Add($"PictureSide must lie in 16 … 2048, got {PictureSide}.");
        return problems;
    }
}

/// <summary>The surfaces of inverted heads beside each other (dual-encoder paper, Fig. 9): photographs, reconstructions, meshes all round, and the meshes as files.</summary>
/// <remarks>
/// <code>
/// var meshes = MeshComparison.Run(head, inverters, [photo], folder: "runs/meshes");
/// display(meshes.Figure);
/// </code>
/// </remarks>
/// <param name="Figure">One row an inverter and photograph.</param>
/// <param name="Files">The .glb files that were written.</param>
public sealed record MeshComparison(Figure Figure, IReadOnlyList<string> Files)
{
    /// <summary>Inverts photographs and extracts the surfaces.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="inverters">What is compared.</param>
    /// <param name="photos">The photographs; stay the caller's.</param>
    /// <param name="config">Size and views of the meshes.</param>
    /// <param name="folder">Receives one .glb file a mesh; null writes none.</param>
    /// <param name="progress">Told after every mesh.</param>
    /// <param name="cancellation">Handed to inverters and extraction.</param>
    public static MeshComparison Run(PanoHead head, IReadOnlyList<NamedInverter> inverters, IReadOnlyList<EvaluationPhoto> photos, MeshComparisonConfig? config = null, string? folder = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(photos);
        NamedInverter.Check(inverters);
        ArgumentOutOfRangeException.ThrowIfZero(photos.Count, nameof(photos));
        config ??= new MeshComparisonConfig();
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        if (folder is not null)
            Directory.CreateDirectory(folder);
        var (rows, files) = (new List<(string, IReadOnlyList<Picture>)>(), new List<string>());
        foreach (var photo in photos)
            foreach (var inverter in inverters)
            {
                using var scope = NewDisposeScope();
                var inverted = inverter.Inverter.Invert(head, photo.Photo, null, cancellation);
                cancellation.ThrowIfCancellationRequested();
                var mesh = HeadMesh.Extract(inverted.Tuned ?? head, inverted.Grid, config.Resolution, config.Level, evaluation: new FieldEvaluation { Cancellation = cancellation, Device = head.Device });
                if (folder is not null && mesh.TriangleCount > 0)
                {
                    var file = Path.Combine(folder, $"{NamedInverter.FileName(photo.Photo.Name)}-{NamedInverter.FileName(inverter.Name)}.glb");
                    MeshFile.Write(file, mesh);
                    files.Add(file);
                }
                rows.Add((photos.Count == 1 ? inverter.Name : $"{photo.Photo.Name}, {inverter.Name}",
                [
                    Picture.FromTensor(photo.Photo.Image).Resize(config.PictureSide, config.PictureSide),
                    Picture.FromTensor(inverted.Reconstruct(head).Image).Resize(config.PictureSide, config.PictureSide),
                    .. mesh.Around(config.YawsDegrees, config.PictureSide, config.Plain),
                ]));
                progress?.Report(new StepReport(rows.Count, (long)photos.Count * inverters.Count, inverter.Name));
            }
        string[] columns = ["photograph", "reconstruction", .. config.YawsDegrees.Select(yaw => string.Create(CultureInfo.InvariantCulture, $"{yaw:0}°").Replace('-', '−'))];
        return new MeshComparison(Figures.Sheet(rows, columns, "Surfaces of inverted heads", string.Create(CultureInfo.InvariantCulture, $"density {config.Level:0.#} in a grid of {config.Resolution}³, parallel projection")), files);
    }
}
