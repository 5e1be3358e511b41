using System.CommandLine;
using Spectre.Console;
using TorchSharp;
using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;
using Workbench.Evaluation;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench invert PHOTO</c>: finds the head that shows a photograph, by optimisation or by encoders, and compares several ways on request.</summary>
internal static class InvertVerb
{
    private static readonly Argument<FileInfo> PhotoFile = new("photo") { Description = "PNG, JPEG or WebP; the centre square is used." };
    private static readonly Option<FileInfo?> Checkpoint = new GeneratorOptions().Checkpoint;
    private static readonly Option<string> Method = new("--method", "-m") { Description = "w, wplus or pti; beside an encoder only pti counts: it tunes the weights around the encoder's code.", DefaultValueFactory = _ => "wplus" };
    private static readonly EncoderOptions Encoders = new();
    private static readonly Option<bool> Compare = new("--compare") { Description = "Runs the method and every encoder, and writes them side by side (compare.png, compare.html)." };
    private static readonly Option<int> Steps = new("--steps") { Description = "Steps of the code.", DefaultValueFactory = _ => 500 };
    private static readonly Option<int> TuningSteps = new("--tuning-steps") { Description = "Steps of the weights (pti).", DefaultValueFactory = _ => 500 };
    private static readonly Option<double> Yaw = new("--yaw", "-y") { Description = "Degrees from which the photograph was taken; 0 is the front." };
    private static readonly Option<double> Pitch = new("--pitch") { Description = "Degrees of elevation." };
    private static readonly Option<FileInfo?> Labels = new("--labels") { Description = "dataset.json with the photograph's camera; replaces --yaw and --pitch." };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "Folder for code, pictures and tuned weights.", DefaultValueFactory = _ => Path.Combine("runs", "invert") };

    public static Command Create()
    {
        Method.AcceptOnlyFromAmong("w", "wplus", "pti");
        var command = new Command("invert", "Invert a photograph by optimisation or by encoders.") { PhotoFile, Checkpoint, Method, Steps, TuningSteps, Compare, Yaw, Pitch, Labels, Output };
        Encoders.AddTo(command);
        command.SetAction((arguments, cancellation) => Task.Run(() => Invert(arguments, cancellation), CancellationToken.None));
        return command;
    }

    private static int Invert(ParseResult arguments, CancellationToken cancellation)
    {
        var file = arguments.GetValue(PhotoFile)!.FullName;
        var folder = arguments.GetValue(Output)!;
        using var scope = torch.NewDisposeScope();
        var checkpoint = arguments.GetValue(Checkpoint)?.FullName ?? GeneratorFiles.Best();
        using var head = PanoHead.Load(checkpoint);
        var side = head.Config.ImageResolution;
        var picture = Square(file).Resize(side, side);
        var camera = arguments.GetValue(Labels) is { } labels ? Labelled(labels.FullName, file) : Camera.At(arguments.GetValue(Yaw), arguments.GetValue(Pitch), head.Config.CameraRadius);
        foreach (var remark in camera.Diagnose())
            AnsiConsole.MarkupLineInterpolated($"[yellow]camera      {remark}[/]");
        var photo = new Photo(picture.ToTensor(), camera, name: Path.GetFileName(file), range: ImageRange.Signed);
        var owned = new List<IDisposable>();
        try
        {
            var encoders = Encoders.Open(arguments, head, owned);
            if (encoders.Count > 1 && !arguments.GetValue(Compare))
                throw new ArgumentException("Several encoders were named. Add --compare to see them side by side, or name one.");
            OutputFolder.Create(folder);
            if (arguments.GetValue(Compare))
                return WriteComparison(head, [new(arguments.GetValue(Method)!, Optimisation(arguments, null)), .. encoders], photo, folder, cancellation);
            var inverter = encoders is [var encoder] && arguments.GetValue(Method) != "pti" ? encoder.Inverter : Optimisation(arguments, encoders.Count == 1 ? encoders[0].Inverter : null);
            var result = TerminalProgress.Run("inverting", steps => inverter.Invert(head, photo, new Reports(steps), cancellation));
            Write(result, head, picture, checkpoint, folder);
            return result.Cancelled ? Failures.Cancelled : 0;
        }
        finally
        {
            owned.ForEach(encoder => encoder.Dispose());
        }
    }

    private static IInverter Optimisation(ParseResult arguments, IInverter? pivot)
    {
        var code = new LatentOptimizer(new LatentOptimizerConfig { Steps = arguments.GetValue(Steps), Space = arguments.GetValue(Method) == "w" ? LatentSpace.W : LatentSpace.WPlus });
        return arguments.GetValue(Method) == "pti" ? new PivotalTuning(new PivotalTuningConfig { Steps = arguments.GetValue(TuningSteps) }, pivot: pivot ?? code) : code;
    }

    private static int WriteComparison(PanoHead head, NamedInverter[] inverters, Photo photo, string folder, CancellationToken cancellation)
    {
        using var taken = new EvaluationPhoto(photo, null);
        var comparison = TerminalProgress.Run("comparing", steps => InverterComparison.Run(head, inverters, [taken], progress: steps, cancellation: cancellation));
        AnsiConsole.WriteLine(comparison.Table().Text);
        var (sheet, page) = (Path.Combine(folder, "compare.png"), Path.Combine(folder, "compare.html"));
        comparison.Sheet().Save(sheet);
        Figures.Column([comparison.Table(), comparison.Sheet()], photo.Name).Save(page);
        Say(sheet);
        Say(page);
        return 0;
    }

    private static void Write(InvertedPhoto result, PanoHead head, Picture picture, string checkpoint, string folder)
    {
        var code = Path.Combine(folder, "latents.safetensors");
        SafeTensors.Write(code, [new("w", result.Latents.Codes.cpu())], new Dictionary<string, string>
        {
            ["space"] = result.Latents.Space.ToString(),
            ["generator"] = Path.GetFileName(checkpoint),
            ["camera"] = string.Join(' ', result.Camera.Label.ToArray().Select(number => number.ToString("r", System.Globalization.CultureInfo.InvariantCulture))),
        });
        Say(code);
        var around = result.Render(head, head.Orbit(8));
        var pictures = new List<Picture> { picture };
        pictures.AddRange(Picture.FromBatch(result.Reconstruct(head).Image));
        pictures.AddRange(Picture.FromBatch(around.Image));
        var captions = new List<string> { "photograph", "reconstruction" };
        captions.AddRange(Enumerable.Range(0, 8).Select(i => $"yaw {45 * i}°"));
        var sheet = Path.Combine(folder, "sheet.png");
        Figures.Grid(pictures, captions, columns: 5, title: "Inversion", caption: result.Provenance).Save(sheet);
        Say(sheet);
        if (result.Tuned is { } tuned)
        {
            var weights = Path.Combine(folder, "tuned.safetensors");
            tuned.Save(weights, "pivotal tuning of " + Path.GetFileName(checkpoint));
            Say(weights);
        }
        foreach (var stage in result.Stages)
            AnsiConsole.MarkupLineInterpolated(System.Globalization.CultureInfo.InvariantCulture, $"time        {stage.Duration.TotalSeconds,8:0.000} s  {stage.Name}");
        AnsiConsole.MarkupLineInterpolated($"loss        {result.Losses.Total:g4} (pixels {result.Losses.Pixel:g4}, features {result.Losses.Perceptual:g4}) after {result.StepsDone} steps");
    }

    private static Picture Square(string file)
    {
        if (Directory.Exists(file))
            throw new ArgumentException($"{file} is a folder: name a picture in it. workbench eval --dataset takes folders.");
        var square = Picture.Load(file).CentreSquare();
        return square.Width >= Photo.FewestPixels ? square : throw new ArgumentException($"{file}: the centre square has {square.Width} pixels a side; a head needs at least {Photo.FewestPixels}.");
    }

    private static Camera Labelled(string labels, string photo)
    {
        var name = Path.GetFileName(photo);
        var all = DatasetLabels.Read(labels);
        return all.FirstOrDefault(image => Path.GetFileName(image.Name) == name)?.Camera
            ?? throw new ArgumentException($"'{labels}' has no label for '{name}'.");
    }

    private static void Say(string path) => AnsiConsole.MarkupLineInterpolated($"wrote       {path}");

    private sealed class Reports(IProgress<StepReport> steps) : IProgress<InversionReport>
    {
        public void Report(InversionReport value)
        {
            using (value)
                steps.Report(new StepReport(value.Step, value.Total));
        }
    }
}
