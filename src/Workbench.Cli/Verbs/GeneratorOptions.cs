using System.CommandLine;
using Spectre.Console;
using Workbench.Generator;

namespace Workbench.Cli.Verbs;

/// <summary>Options that choose a generator and a head, shared by several verbs.</summary>
internal sealed class GeneratorOptions
{
    public Option<FileInfo?> Checkpoint { get; } = new("--checkpoint", "-c", "--weights") { Description = "Network pickle, safetensors or state dict. Default: the best file in models/, data/ or the tests." };

    public Option<long> Seed { get; } = new("--seed", "-s") { Description = "Seed of the head, as in the published scripts.", DefaultValueFactory = _ => 0 };

    public Option<double> Truncation { get; } = new("--truncation") { Description = "Truncation psi: 0 is the average head, 1 the full variety.", DefaultValueFactory = _ => 0.7 };

    public void AddTo(Command command)
    {
        command.Add(Checkpoint);
        command.Add(Seed);
        command.Add(Truncation);
    }

    public PanoHead Load(ParseResult arguments)
    {
        var path = arguments.GetValue(Checkpoint)?.FullName ?? GeneratorFiles.Best();
        var head = PanoHead.Load(path);
        AnsiConsole.MarkupLineInterpolated($"generator   {path}");
        AnsiConsole.MarkupLineInterpolated($"            {head.Config.ImageResolution}² image, {head.Config.NeuralResolution}² neural rendering, {head.Config.PlaneResolution}² planes × {head.Config.PlaneDepth} slices, {head.Config.StyleCount} styles");
        return head;
    }

    public Latents Map(ParseResult arguments, PanoHead head) => head.Map(arguments.GetValue(Seed), arguments.GetValue(Truncation));
}
