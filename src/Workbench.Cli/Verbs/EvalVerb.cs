using System.CommandLine;
using Spectre.Console;
using TorchSharp;
using Workbench.Data;
using Workbench.Evaluation;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Population;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench eval</c>: inverters measured on the photo population or on a data set, as tables and pictures.</summary>
internal static class EvalVerb
{
    private static readonly Option<FileInfo?> Checkpoint = new GeneratorOptions().Checkpoint;
    private static readonly EncoderOptions Encoders = new();
    private static readonly Option<string[]> Methods = new("--method", "-m") { Description = "w, wplus or pti; may be repeated.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<int> Steps = new("--steps") { Description = "Steps of the code (w, wplus, pti).", DefaultValueFactory = _ => 500 };
    private static readonly Option<int> TuningSteps = new("--tuning-steps") { Description = "Steps of the weights (pti).", DefaultValueFactory = _ => 500 };
    private static readonly Option<int> Count = new("--count", "-n") { Description = "Photographs.", DefaultValueFactory = _ => 100 };
    private static readonly Option<HeadSplit> Split = new("--split") { Description = "Which heads of the photo population.", DefaultValueFactory = _ => HeadSplit.Test };
    private static readonly Option<string?> Dataset = new("--dataset", "-d") { Description = "Folder or .zip with dataset.json, instead of the photo population." };
    private static readonly Option<string?> Masks = new("--masks") { Description = "Folder or .zip of the data set's masks." };
    private static readonly Option<string?> LpipsFile = new("--lpips") { Description = "torchvision's AlexNet file, for LPIPS; 'demo' for LPIPS-demo." };
    private static readonly Option<string?> IdentityFile = new("--id") { Description = "ArcFace IR-SE50 file, for ID; 'demo' for ID-demo." };
    private static readonly Option<string?> FidFile = new("--fid") { Description = "Inception file of pytorch-fid, for FID; 'demo' for FID-demo." };
    private static readonly Option<int> SetViews = new("--set-views") { Description = "Novel views a photograph for FID.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Shown = new("--shown") { Description = "Photographs whose pictures are kept.", DefaultValueFactory = _ => 4 };
    private static readonly Option<int> Meshes = new("--meshes") { Description = "Also extract the surfaces of the first so many photographs, as sheet and .glb files." };
    private static readonly Option<int> MeshResolution = new("--mesh-resolution") { Description = "Samples a side of the density.", DefaultValueFactory = _ => 128 };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "Folder of the results; a run that was stopped goes on there.", DefaultValueFactory = _ => Path.Combine("runs", "eval") };

    public static Command Create()
    {
        var command = new Command("eval", "Measure inverters: reconstruction, novel views, FID, time.")
        {
            Checkpoint, Methods, Steps, TuningSteps, Count, Split, Dataset, Masks, LpipsFile, IdentityFile, FidFile, SetViews, Shown, Meshes, MeshResolution, Output,
        };
        Encoders.AddTo(command);
        Methods.AcceptOnlyFromAmong("w", "wplus", "pti");
        command.SetAction((arguments, cancellation) => Task.Run(() => Evaluate(arguments, cancellation), CancellationToken.None));
        return command;
    }

    private static int Evaluate(ParseResult arguments, CancellationToken cancellation)
    {
        var folder = arguments.GetValue(Output)!;
        using var scope = torch.NewDisposeScope();
        using var head = PanoHead.Load(arguments.GetValue(Checkpoint)?.FullName ?? GeneratorFiles.Best());
        var owned = new List<IDisposable>();
        try
        {
            var inverters = Inverters(arguments, head, owned);
            OutputFolder.Create(folder);
            return Measure(arguments, head, inverters, folder, cancellation);
        }
        finally
        {
            owned.ForEach(encoder => encoder.Dispose());
        }
    }

    private static int Measure(ParseResult arguments, PanoHead head, List<NamedInverter> inverters, string folder, CancellationToken cancellation)
    {
        using var networks = EvaluationNetworks.Load(arguments.GetValue(LpipsFile), arguments.GetValue(IdentityFile), arguments.GetValue(FidFile));
        using var dataset = arguments.GetValue(Dataset) is { } path ? ImageDataset.Open(path, arguments.GetValue(Masks)) : null;
        IEvaluationPhotos photos = dataset is null
            ? new PopulationPhotos(arguments.GetValue(Split), arguments.GetValue(Count))
            : new DatasetPhotos(dataset, Path.GetFileName(Path.TrimEndingDirectorySeparator(arguments.GetValue(Dataset)!)), arguments.GetValue(Count));
        var config = new EvaluationConfig { SetViews = arguments.GetValue(SetViews), Shown = arguments.GetValue(Shown) };
        var report = TerminalProgress.Run("evaluating", progress => InverterEvaluation.Run(head, inverters, photos, folder, config, networks, progress, cancellation));
        Console.Out.WriteLine(report.Table().Text);
        Console.Out.WriteLine(report.SectorTable().Text);
        foreach (var file in new[] { "report.json", "report.md", "report.html" })
            AnsiConsole.MarkupLineInterpolated($"wrote       {Path.Combine(folder, file)}");
        if (arguments.GetValue(Meshes) is var count and > 0)
            WriteMeshes(arguments, head, inverters, photos, count, folder, cancellation);
        return report.Rows.Any(row => row.Failed > 0) ? Failures.Failed : 0;
    }

    private static void WriteMeshes(ParseResult arguments, PanoHead head, List<NamedInverter> inverters, IEvaluationPhotos photos, int count, string folder, CancellationToken cancellation)
    {
        var meshes = Path.Combine(folder, "meshes");
        EvaluationPhoto[] chosen = [.. Enumerable.Range(0, Math.Min(count, photos.Count)).Select(i => photos.Load(i, head.Config.ImageResolution))];
        var config = new MeshComparisonConfig { Resolution = arguments.GetValue(MeshResolution) };
        var comparison = TerminalProgress.Run("meshes", progress => MeshComparison.Run(head, inverters, chosen, config, meshes, progress, cancellation));
        var sheet = Path.Combine(meshes, "sheet.png");
        comparison.Figure.Save(sheet);
        AnsiConsole.MarkupLineInterpolated($"wrote       {sheet} and {comparison.Files.Count} .glb files");
    }

    private static List<NamedInverter> Inverters(ParseResult arguments, PanoHead head, List<IDisposable> owned)
    {
        var list = (arguments.GetValue(Methods) ?? []).Select(method => new NamedInverter(method, Optimisation(arguments, method), $"{arguments.GetValue(Steps)} {arguments.GetValue(TuningSteps)}")).ToList();
        list.AddRange(Encoders.Open(arguments, head, owned));
        return list.Count > 0 ? list : throw new ArgumentException("There is nothing to evaluate: name --encoder files, --dual E1 E2, or a --method.");
    }

    private static IInverter Optimisation(ParseResult arguments, string method)
    {
        var code = new LatentOptimizer(new LatentOptimizerConfig { Steps = arguments.GetValue(Steps), Space = method == "w" ? LatentSpace.W : LatentSpace.WPlus });
        return method == "pti" ? new PivotalTuning(new PivotalTuningConfig { Steps = arguments.GetValue(TuningSteps) }, pivot: code) : code;
    }
}
