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
    private static readonly Option<string[]> Encoders = new("--encoder", "-e") { Description = "Encoder file, one row each; may be repeated.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Dual = new("--dual") { Description = "Files of E1 and E2: the dual encoder as one more row.", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Goae = new("--goae") { Description = "GOAE's two published files: encoder and feature alignment.", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Methods = new("--method", "-m") { Description = "w, wplus or pti; may be repeated.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<int> Steps = new("--steps") { Description = "Steps of the code (w, wplus, pti).", DefaultValueFactory = _ => 500 };
    private static readonly Option<int> TuningSteps = new("--tuning-steps") { Description = "Steps of the weights (pti).", DefaultValueFactory = _ => 500 };
    private static readonly Option<bool> AnyGenerator = new("--any-generator") { Description = "Take encoders whose average code is another generator's." };
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
            Checkpoint, Encoders, Dual, Goae, Methods, Steps, TuningSteps, AnyGenerator, Count, Split, Dataset, Masks, LpipsFile, IdentityFile, FidFile, SetViews, Shown, Meshes, MeshResolution, Output,
        };
        Methods.AcceptOnlyFromAmong("w", "wplus", "pti");
        command.SetAction((arguments, cancellation) => Task.Run(() => Evaluate(arguments, cancellation), CancellationToken.None));
        return command;
    }

    private static int Evaluate(ParseResult arguments, CancellationToken cancellation)
    {
        var folder = arguments.GetValue(Output)!;
        using var scope = torch.NewDisposeScope();
        using var head = PanoHead.Load(arguments.GetValue(Checkpoint)?.FullName ?? GeneratorFiles.Best());
        using var owned = new Owned();
        var inverters = Inverters(arguments, head, owned);
        using var networks = EvaluationNetworks.Load(arguments.GetValue(LpipsFile), arguments.GetValue(IdentityFile), arguments.GetValue(FidFile));
        using var dataset = arguments.GetValue(Dataset) is { } path ? ImageDataset.Open(path, arguments.GetValue(Masks)) : null;
        IEvaluationPhotos photos = dataset is null
            ? new PopulationPhotos(arguments.GetValue(Split), arguments.GetValue(Count))
            : new DatasetPhotos(dataset, Path.GetFileName(Path.TrimEndingDirectorySeparator(arguments.GetValue(Dataset)!)), arguments.GetValue(Count));
        var config = new EvaluationConfig { SetViews = arguments.GetValue(SetViews), Shown = arguments.GetValue(Shown) };
        var report = TerminalProgress.Run("evaluating", progress => InverterEvaluation.Run(head, inverters, photos, folder, config, networks, progress, cancellation));
        AnsiConsole.WriteLine(report.Table().Text);
        AnsiConsole.WriteLine(report.SectorTable().Text);
        foreach (var file in new[] { "report.json", "report.md", "report.html" })
            AnsiConsole.MarkupLineInterpolated($"wrote       {Path.Combine(folder, file)}");
        if (arguments.GetValue(Meshes) is var count and > 0)
            WriteMeshes(arguments, head, inverters, photos, count, folder, cancellation);
        return report.Rows.Any(row => row.Failed > 0) ? Failures.Failed : 0;
    }

    private static void WriteMeshes(ParseResult arguments, PanoHead head, IReadOnlyList<NamedInverter> inverters, IEvaluationPhotos photos, int count, string folder, CancellationToken cancellation)
    {
        var meshes = Path.Combine(folder, "meshes");
        EvaluationPhoto[] chosen = [.. Enumerable.Range(0, Math.Min(count, photos.Count)).Select(i => photos.Load(i, head.Config.ImageResolution))];
        var config = new MeshComparisonConfig { Resolution = arguments.GetValue(MeshResolution) };
        var comparison = TerminalProgress.Run("meshes", progress => MeshComparison.Run(head, inverters, chosen, config, meshes, progress, cancellation));
        var sheet = Path.Combine(meshes, "sheet.png");
        comparison.Figure.Save(sheet);
        AnsiConsole.MarkupLineInterpolated($"wrote       {sheet} and {comparison.Files.Count} .glb files");
    }

    private static List<NamedInverter> Inverters(ParseResult arguments, PanoHead head, Owned owned)
    {
        var list = new List<NamedInverter>();
        var any = arguments.GetValue(AnyGenerator);
        foreach (var method in arguments.GetValue(Methods) ?? [])
            list.Add(new(method, Optimisation(arguments, method)));
        foreach (var path in arguments.GetValue(Encoders) ?? [])
        {
            var encoder = owned.Add(EncoderFiles.Open(path, head, any));
            list.Add(new(encoder.Name, encoder.Inverter));
        }
        if (arguments.GetValue(Goae) is [var first, var second])
        {
            var goae = owned.Add(EncoderFiles.OpenGoae(first, second, head, any));
            list.Add(new(goae.Name, goae.Inverter));
        }
        if (arguments.GetValue(Dual) is [var e1, var e2])
        {
            var (one, two) = (EncoderFiles.Open(e1, head, any), EncoderFiles.Open(e2, head, any));
            owned.Add(one);
            owned.Add(two);
            if (one.Inverter is not TriGridEncoder seen || two.Inverter is not TriGridEncoder unseen)
                throw new ArgumentException("--dual: both files must hold encoders into tri-grids, as workbench train writes them.");
            list.Add(new("dual", new DualEncoder(seen, unseen)));
        }
        return list.Count > 0 ? list : throw new ArgumentException("There is nothing to evaluate: name --encoder files, --dual E1 E2, or a --method.");
    }

    private static IInverter Optimisation(ParseResult arguments, string method)
    {
        var code = new LatentOptimizer(new LatentOptimizerConfig { Steps = arguments.GetValue(Steps), Space = method == "w" ? LatentSpace.W : LatentSpace.WPlus });
        return method == "pti" ? new PivotalTuning(new PivotalTuningConfig { Steps = arguments.GetValue(TuningSteps) }, pivot: code) : code;
    }

    /// <summary>Networks that are freed together.</summary>
    private sealed class Owned : IDisposable
    {
        private readonly List<IDisposable> _things = [];

        public T Add<T>(T thing)
            where T : IDisposable
        {
            _things.Add(thing);
            return thing;
        }

        public void Dispose()
        {
            foreach (var thing in _things)
                thing.Dispose();
        }
    }
}
