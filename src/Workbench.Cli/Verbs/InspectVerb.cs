using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench inspect FILE</c>: what is in a weights file, without running anything in it.</summary>
internal static class InspectVerb
{
    private const int MostRows = 40;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "safetensors, .pth/.pt, network .pkl, .npy or .npz" };
        var all = new Option<bool>("--all") { Description = "List every tensor." };
        var command = new Command("inspect", "Show what is in a weights file; nothing in it is executed.") { file, all };
        command.SetAction(arguments => Show(arguments.GetValue(file)!.FullName, arguments.GetValue(all) ? int.MaxValue : MostRows));
        return command;
    }

    private static int Show(string path, int rows)
    {
        using var file = WeightFile.Open(path);
        AnsiConsole.MarkupLineInterpolated($"[bold]{path}[/]");
        AnsiConsole.WriteLine(file.Summary());
        AnsiConsole.WriteLine("sha256 " + file.Sha256());
        if (file.Snapshot is null)
            AnsiConsole.WriteLine("looks like " + KnownNetworks.Describe(file.Tensors));
        foreach (var network in file.Snapshot?.Networks.Values ?? [])
            ShowNetwork(path, network);
        if (file.Snapshot?.UnknownGlobals is { Count: > 0 } unknown)
            AnsiConsole.MarkupLineInterpolated($"[yellow]kept as data, never run:[/] {string.Join(", ", unknown)}");
        foreach (var (key, value) in file.Metadata)
            AnsiConsole.MarkupLineInterpolated($"[bold]{key}[/] {Shorten(value)}");
        if (file.Values is { } values)
            AnsiConsole.WriteLine(Shorten(values.ToJsonString(Indented)));
        var table = new Table().Border(TableBorder.None).AddColumns("tensor", "dtype", "shape");
        foreach (var (name, entry) in file.Tensors.Take(rows))
            table.AddRow(new Text(name), new Text(entry.Dtype.ToString()), new Text($"[{string.Join(", ", entry.Shape.ToArray())}]"));
        AnsiConsole.Write(table);
        if (file.Tensors.Count > rows)
            AnsiConsole.MarkupLineInterpolated($"… {file.Tensors.Count - rows} more; --all lists them.");
        return 0;
    }

    private static void ShowNetwork(string path, NetworkRecord network)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{network.Name}[/] {network.ClassName}, {network.Tensors.Count} tensors, {network.Tensors.Elements:n0} elements");
        try
        {
            if (PanoHead.ReadConfig(path, network) is var config && network.InitKwargs.ContainsKey("rendering_kwargs"))
            {
                AnsiConsole.WriteLine(ConfigJson.Write(config));
                return;
            }
        }
        catch (CheckpointFormatException)
        {
            // Not a generator: its own options say what it is.
        }
        AnsiConsole.WriteLine(Shorten(((JsonNode)network.InitKwargs).ToJsonString(Indented)));
    }

    private static string Shorten(string text) => text.Length <= 4000 ? text : string.Concat(text.AsSpan(0, 4000), " …");
}
