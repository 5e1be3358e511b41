using System.Globalization;
using System.Text;
using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Display;

/// <summary>Edits as sheets, tables and reports.</summary>
public static class EditFigures
{
    private static readonly (string Name, string Unit, Func<ViewQuality, double> Of)[] s_measures =
    [
        ("protected share", "of the head", view => view.ProtectedShare),
        ("kept: change", "0…1", view => view.PreserveL1),
        ("kept: PSNR", "dB", view => view.PreservePsnr),
        ("kept: perceptual", "", view => view.PreserveLpips),
        ("kept: depth change", "world", view => view.DepthChange),
        ("part: overlap", "IoU", view => view.PartIou),
        ("part: colour distance", "Lab", view => view.LabDelta),
        ("part: perceptual", "", view => view.PartLpips),
        ("part: histogram", "0…1", view => view.Histogram),
        ("seam excess", "1 is natural", view => view.SeamExcess),
        ("part: spill", "0…1", view => view.Spill),
        ("ideal: PSNR", "dB", view => view.IdealPsnr),
    ];

    /// <summary>Target, reference, result and what was taken, all round.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="edit">The edit.</param>
    /// <param name="yawsDegrees">One a column; six round the head unless given.</param>
    /// <param name="ideal">Pictures of the ideal edit, one a yaw, where it is known.</param>
    public static Figure Sheet(PanoHead head, HeadEdit edit, IReadOnlyList<double>? yawsDegrees = null, IReadOnlyList<Picture>? ideal = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(edit);
        using var scope = NewDisposeScope();
        var yaws = yawsDegrees ?? [0, 45, 90, 135, 180, -90];
        var cameras = yaws.Select(yaw => Camera.At(yaw, radius: head.Config.CameraRadius)).ToArray();
        IReadOnlyList<Picture> Show(TriGrid grid) => Picture.FromBatch(head.Render(grid, cameras).Image);
        var rows = new List<(string, IReadOnlyList<Picture>)> { ("target", Show(edit.Target)) };
        for (var i = 0; i < edit.References.Count; i++)
            rows.Add((edit.References.Count == 1 ? "reference" : $"reference {i}", Show(edit.References[i])));
        rows.Add(("edited", Picture.FromBatch(edit.Render(head, cameras).Image)));
        if (ideal is not null)
            rows.Add(("ideal", ideal));
        var taken = edit.Taken(head, cameras).expand(-1, 3, -1, -1); // [V, 3, r, r]
        rows.Add(("taken", Picture.FromBatch(taken * 2 - 1)));
        var parts = string.Join(", ", edit.Config.Parts.Select(part => part.Part));
        return Figures.Sheet(rows, [.. yaws.Select(yaw => string.Create(CultureInfo.InvariantCulture, $"{yaw:0}°"))], $"{parts}: {edit.Provenance.References[0].Name} → {edit.Provenance.Target.Name}", Origin(edit));
    }

    /// <summary>Measures, a line a measure: all round, front, rear.</summary>
    /// <param name="quality">Measures of an edit.</param>
    public static Figure Table(EditQuality quality) => Figures.Table(["measure", "unit", "all round", "front", "rear"], Rows(quality), "Measures of the edit", $"part: {quality.Part}; front is within 60°, rear beyond 90°");

    /// <summary>Settings, origins, remarks and measures as Markdown.</summary>
    /// <param name="edit">The edit.</param>
    /// <param name="quality">Its measures, or null.</param>
    public static string Markdown(HeadEdit edit, EditQuality? quality = null)
    {
        ArgumentNullException.ThrowIfNull(edit);
        var text = new StringBuilder();
        text.Append("# Edit: ").AppendLine(Plain(string.Join(", ", edit.Config.Parts.Select(part => part.Part)))).AppendLine();
        text.Append("* target: ").AppendLine(Plain($"{edit.Provenance.Target.Name} (labels: {edit.Provenance.Target.Labels})"));
        foreach (var reference in edit.Provenance.References)
            text.Append("* reference: ").AppendLine(Plain($"{reference.Name} (labels: {reference.Labels})"));
        text.Append("* ").AppendLine(Plain(Origin(edit)));
        foreach (var note in edit.Notes)
            text.Append("* **note**: ").AppendLine(Plain(note.Text));
        if (quality is not null)
        {
            text.AppendLine().AppendLine("| measure | unit | all round | front | rear |").AppendLine("|---|---|---|---|---|");
            foreach (var row in Rows(quality))
                text.Append("| ").AppendJoin(" | ", row).AppendLine(" |");
        }
        return text.ToString();
    }

    /// <summary>One HTML page: the sheet, the remarks, the measures.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="edit">The edit.</param>
    /// <param name="quality">Its measures, or null.</param>
    /// <param name="ideal">Pictures of the ideal edit at the six yaws of the sheet, where it is known.</param>
    public static string Html(PanoHead head, HeadEdit edit, EditQuality? quality = null, IReadOnlyList<Picture>? ideal = null)
    {
        var figures = new List<Figure> { Sheet(head, edit, ideal: ideal) };
        if (edit.Notes.Count > 0)
            figures.Add(Figures.Text(string.Join('\n', edit.Notes), "Notes"));
        if (quality is not null)
            figures.Add(Table(quality));
        return FigureFrame.Document("Edit", figures);
    }

    private static List<IReadOnlyList<string>> Rows(EditQuality quality)
    {
        ArgumentNullException.ThrowIfNull(quality);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, unit, of) in s_measures)
        {
            var all = quality.Mean(of);
            if (double.IsFinite(all))
                rows.Add([name, unit.Length == 0 ? quality.PerceptualMetric : unit, Number(all), Number(quality.Mean(of, EditQuality.IsFront)), Number(quality.Mean(of, EditQuality.IsRear))]);
        }
        void Single(string name, string unit, double value)
        {
            if (double.IsFinite(value))
                rows.Add([name, unit, Number(value), "", ""]);
        }
        Single("views agree: ratio", "1 as the target", quality.ConsistencyRatio);
        Single("seam on the planes", "1 as the target", quality.SeamCells);
        var likeness = quality.IdentityMetric.Length == 0 ? "cosine" : quality.IdentityMetric + ", cosine";
        Single("likeness to the target", likeness, quality.IdentityKept);
        Single("likeness to the reference", likeness, quality.IdentityTaken);
        Single("… of target and reference", likeness, quality.IdentityApart);
        return rows;
    }

    private static string Origin(HeadEdit edit) => string.Create(CultureInfo.InvariantCulture,
        $"{edit.Config.Lifting.Rule} lifting, {ViewRings.Poses(edit.Config.Lifting.Ring).Count} views, strength {edit.Config.Strength:0.##}, alignment {(edit.Provenance.Alignment.Length == 0 ? "none" : edit.Provenance.Alignment)}, {edit.Provenance.Seconds:0.0} s, {edit.Provenance.Generator}");

    private static string Number(double value) => double.IsFinite(value) ? Display.Html.Number(value, 3) : "–";

    // Markdown's own signs must not act.
    private static string Plain(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => "\\`*_{}[]<>|#".Contains(c, StringComparison.Ordinal) ? "\\" + c : c.ToString()));
}
