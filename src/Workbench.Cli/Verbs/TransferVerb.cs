using System.CommandLine;
using Spectre.Console;
using TorchSharp;
using Workbench.Editing;
using Workbench.Generator;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench transfer TARGET REFERENCE</c>: puts the hair, or another part, of one head on another.</summary>
internal static class TransferVerb
{
    private static readonly Argument<string?> Target = new("target") { Description = "Who keeps the identity: a seed, or a file of 'workbench invert' (latents.safetensors).", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string?> Reference = new("reference") { Description = "Who gives the part, likewise.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<FileInfo?> Checkpoint = new GeneratorOptions().Checkpoint;
    private static readonly Option<string[]> Parts = new("--part", "-p") { Description = "hair, hair and hat, face, brows, eyes, glasses, ears, earrings, nose, mouth, or names of the face parser joined by +. May be given several times.", DefaultValueFactory = _ => ["hair"] };
    private static readonly Option<double> Strength = new("--strength") { Description = "0 nothing, 1 the whole edit, up to 1.5; between, hair is half transparent.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Lifting = new("--lifting") { Description = "How labels become masks: ratio, volume, published, perPlane.", DefaultValueFactory = _ => "ratio" };
    private static readonly Option<string> Join = new("--join") { Description = "Where the heads are joined: planes, or volume (point by point in space, then fitted to one tri-grid; a minute; lifts by volume).", DefaultValueFactory = _ => "planes" };
    private static readonly Option<string> Ring = new("--ring") { Description = "full (24 views all round) or front (the 11 published ones).", DefaultValueFactory = _ => "full" };
    private static readonly Option<double> Feather = new("--feather") { Description = "Blur of the taken region, cells of the planes." };
    private static readonly Option<int> Grow = new("--grow") { Description = "Cells by which the taken region grows; negative shrinks." };
    private static readonly Option<string> Dress = new("--dressing") { Description = "Whose code colours and refines: target, reference, mix.", DefaultValueFactory = _ => "mix" };
    private static readonly Option<string> Align = new("--align") { Description = "Scale and shift the reference to the target's face: photographs (heads found in photographs), always, never.", DefaultValueFactory = _ => "photographs" };
    private static readonly Option<bool> Swap = new("--swap") { Description = "Make the mirrored edit as well." };
    private static readonly Option<FileInfo?> List = new("--list") { Description = "A file of lines 'target, reference[, part[, strength]]' instead of the two heads. Lines whose results lie in the folder already are not done again." };
    private static readonly Option<FileInfo?> Parser = new("--parser") { Description = "79999_iter.pth: labels heads that are no seeds of the demo generator; without it colours do, approximately." };
    private static readonly Option<string?> LpipsFile = new("--lpips") { Description = "For the report: torchvision's AlexNet file, 'demo' for LPIPS-demo (default for the demo generator), or 'none'." };
    private static readonly Option<string?> IdentityFile = new("--id") { Description = "For the report: ArcFace IR-SE50 file, 'demo' for ID-demo (default for the demo generator), or 'none'." };
    private static readonly Option<int> Benchmark = new("--benchmark") { Description = "Measure this many held-out pairs of procedural heads against the ideal edit instead. Pairs that are finished in the folder are not measured again; several processes may share it." };
    private static readonly Option<string?> Only = new("--only") { Description = "With --benchmark: only methods whose name contains this, such as '24 views'." };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "Folder for pictures, edit files and reports.", DefaultValueFactory = _ => Path.Combine("runs", "transfer") };

    public static Command Create()
    {
        Lifting.AcceptOnlyFromAmong("ratio", "volume", "published", "perPlane");
        Join.AcceptOnlyFromAmong("planes", "volume");
        Ring.AcceptOnlyFromAmong("full", "front");
        Dress.AcceptOnlyFromAmong("target", "reference", "mix");
        Align.AcceptOnlyFromAmong("photographs", "always", "never");
        var command = new Command("transfer", "Put the hair (or another part) of one head on another.")
        {
            Target, Reference, Checkpoint, Parts, Strength, Lifting, Join, Ring, Feather, Grow, Dress, Align, Swap, List, Parser, LpipsFile, IdentityFile, Benchmark, Only, Output, TransferEncoder.One, TransferEncoder.Dual,
        };
        command.SetAction((arguments, cancellation) => Task.Run(() => Run(arguments, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var path = arguments.GetValue(Checkpoint)?.FullName ?? GeneratorFiles.Best();
        using var head = PanoHead.Load(path);
        AnsiConsole.MarkupLineInterpolated($"generator   {path}");
        var folder = arguments.GetValue(Output)!;
        Directory.CreateDirectory(folder);
        if (arguments.GetValue(Benchmark) is > 0 and var pairs)
            return TransferBenchmarkReport.Write(head, pairs, arguments.GetValue(Only), folder, cancellation);
        using var labels = new TransferLabels(arguments.GetValue(Parser));
        var heads = new TransferHeads(head, labels);
        using var networks = new TransferNetworks(head, arguments.GetValue(LpipsFile), arguments.GetValue(IdentityFile));
        using var encoder = new TransferEncoder(arguments, head);
        var run = new TransferRun(head, networks, encoder, folder, cancellation);
        var config = Settings(arguments);
        if (arguments.GetValue(List) is { } list)
            return run.Batch(heads, TransferBatch.Read(list.FullName), config);
        if (arguments.GetValue(Target) is not { } target || arguments.GetValue(Reference) is not { } reference)
            throw new ArgumentException("Name two heads (seeds or files), or a list with --list.");
        run.One(heads.Load(target), heads.Load(reference), config, "edit");
        if (arguments.GetValue(Swap))
            run.One(heads.Load(reference), heads.Load(target), config, "mirrored");
        return 0;
    }

    private static TransferConfig Settings(ParseResult arguments) => new()
    {
        Parts = [.. arguments.GetValue(Parts)!.Select(part => new PartChoice { Part = part, Feather = arguments.GetValue(Feather), Grow = arguments.GetValue(Grow) })],
        Strength = arguments.GetValue(Strength),
        Joining = Enum.Parse<Joining>(arguments.GetValue(Join)!, ignoreCase: true),
        Lifting = new LiftingConfig { Rule = arguments.GetValue(Join) == "volume" ? LiftingRule.Volume : Enum.Parse<LiftingRule>(arguments.GetValue(Lifting)!, ignoreCase: true), Ring = Enum.Parse<ViewRing>(arguments.GetValue(Ring)!, ignoreCase: true) },
        Dressing = Enum.Parse<Dressing>(arguments.GetValue(Dress)!, ignoreCase: true),
        Align = Enum.Parse<Aligning>(arguments.GetValue(Align)!, ignoreCase: true),
    };

    internal static void Say(string path) => AnsiConsole.MarkupLineInterpolated($"wrote       {path}");
}
