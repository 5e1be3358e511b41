using System.Globalization;
using System.Text;
using Workbench.Generator;

namespace Workbench.Training;

/// <summary>The measured figures of a model card.</summary>
/// <param name="Heads">Held-out heads.</param>
/// <param name="Measures">Of <see cref="HeldOut"/>.</param>
/// <param name="Mixing">The same of mixed styles.</param>
/// <param name="Latents">Of the latent space.</param>
internal sealed record DistillationFigures(int Heads, IReadOnlyDictionary<string, double> Measures, IReadOnlyDictionary<string, double> Mixing, LatentSpaceFigures Latents);

/// <summary>The model card of the demo generator, as Markdown.</summary>
internal static class DistillationCard
{
    private static readonly string[] Measures = ["psnr", "psnr/foreground", "psnr/front", "psnr/side", "psnr/back", "psnr/image", "iou", "iou/tail", "depth"];

    public static string Text(PanoHead generator, DistillationConfig config, CheckpointHeader header, DistillationFigures figures, long bytes)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
        var shape = generator.Config;
        var parameters = generator.Network.parameters().Sum(parameter => parameter.numel());
        Line($"# The demo generator\n");
        Line($"A PanoHead of {parameters:n0} parameters ({bytes / 1e6:f1} MB, 16-bit) that makes the procedural heads of `Workbench.Population`: z of {shape.LatentWidth} numbers, tri-grid {shape.PlaneResolution}² × {shape.PlaneDepth} × {shape.PlaneFeatures}, {shape.NeuralResolution}² raw and {shape.ImageResolution}² pictures. It knows no photograph and no real person.\n");
        Line($"Trained by `workbench train {DistillationTraining.TrainingName}` ({header.Step} steps, {header.Minutes / 60:f1} h of wall time, seed {config.Seed}); written by `workbench export`.\n");
        Line($"## Measured\n");
        Line($"{figures.Heads} heads of the test split × {HeldOut.Cameras().Count} views all round (pitch −20…20°), every pixel, white background, squared errors pooled. PSNR in dB at {shape.NeuralResolution}² (`psnr/image` at {shape.ImageResolution}²), depth error in world units inside both masks, `iou/tail` over pixels that only a ponytail or bun covers. The last column mixes styles: the shape of one head, the colours of another (from style {config.MixingLayer} on), against the true mixture; shape is kept where its `iou` and `depth` equal those of whole heads.\n");
        Line($"| | 24 + 24 samples a ray | 48 + 48 samples a ray | mixed, 24 + 24 |");
        Line($"|---|---|---|---|");
        foreach (var name in Measures)
            Line($"| {name} | {Figure(figures.Measures, name)} | {Figure(figures.Measures, name + "-dense")} | {Figure(figures.Mixing, name)} |");
        Write(figures.Latents, Line);
        return text.ToString();
    }

    private static void Write(LatentSpaceFigures latents, Action<FormattableString> line)
    {
        line($"\n## The latent space\n");
        line($"Path length: squared change of the picture for a step along a path between two random codes, whose whole length counts 1. Along `z` the heads on the way are those that the codes mean; `end` starts at codes that the mapping makes.\n");
        line($"| | mean | deviation over paths |");
        line($"|---|---|---|");
        foreach (var length in latents.PathLengths)
            line($"| {length.Metric} | {length.Value:f3} | {length.Deviation:f3} |");
        line($"\n({latents.PathLengths[0].Conditions})\n");
        line($"Truncation: variety (mean distance of two heads), distance to the true picture of the same code, and distance to the nearest true head (small: typical).\n");
        line($"| ψ | variety | to its truth | to the nearest true head |");
        line($"|---|---|---|---|");
        foreach (var point in latents.Truncation.Points)
            line($"| {point.Truncation:0.##} | {point.Spread:f4} | {point.ToTruth:f4} | {point.ToNearest:f4} |");
        line($"| truth | {latents.Truncation.Truth.Spread:f4} | 0 | {latents.Truncation.Truth.ToNearest:f4} |");
        line($"\n({latents.Truncation.Conditions})\n");
        line($"Principal directions of W, and the fields of `HeadSpec` that they move (correlation over random codes):\n");
        line($"| direction | variance | moves |");
        line($"|---|---|---|");
        for (var i = 0; i < latents.Directions.Count; i++)
            line($"| {i + 1} | {100 * latents.ExplainedVariance[i]:f1}% | {latents.Directions[i].Describe(4)} |");
    }

    private static string Figure(IReadOnlyDictionary<string, double> values, string name) => values.TryGetValue(name, out var value) ? value.ToString(value < 2 ? "f4" : "f2", CultureInfo.InvariantCulture) : "–";
}
