using System.CommandLine;
using Spectre.Console;
using TorchSharp;
using Workbench.Generator;
using Workbench.Geometry;
using Workbench.Rendering;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench mesh</c>: the surface of a head as GLB, PLY, OBJ, or its densities as MRC.</summary>
internal static class MeshVerb
{
    private static readonly GeneratorOptions Generator = new();
    private static readonly Option<int> Resolution = new("--resolution", "-r") { Description = "Samples a side; cost grows with the cube.", DefaultValueFactory = _ => 128 };
    private static readonly Option<float> Level = new("--level", "-l") { Description = "Raw density of the surface.", DefaultValueFactory = _ => DensityGrid.OfficialLevel };
    private static readonly Option<bool> Plain = new("--plain") { Description = "Leave out vertex colours." };
    private static readonly Option<bool> Official = new("--official") { Description = "The published tool's sheared grid and voxel units, for comparison with its files." };
    private static readonly Option<FileInfo> Output = new("--output", "-o") { Description = ".glb, .ply, .obj or .mrc", DefaultValueFactory = _ => new FileInfo(Path.Combine("runs", "head.glb")) };

    public static Command Create()
    {
        var command = new Command("mesh", "Extract a head's surface.");
        Generator.AddTo(command);
        foreach (var option in new Option[] { Resolution, Level, Plain, Official, Output })
            command.Add(option);
        command.SetAction((arguments, cancellation) => Task.Run(() => Extract(arguments, cancellation), CancellationToken.None));
        return command;
    }

    private static int Extract(ParseResult arguments, CancellationToken cancellation)
    {
        var path = arguments.GetValue(Output)!.FullName;
        var volumeOnly = Path.GetExtension(path).Equals(".mrc", StringComparison.OrdinalIgnoreCase);
        if (!volumeOnly && !MeshFile.Knows(path))
            throw new ArgumentException($"'{path}': the ending decides the format; use .glb, .ply, .obj or .mrc.");
        using var scope = torch.NewDisposeScope();
        using var head = Generator.Load(arguments);
        var grid = head.Synthesize(Generator.Map(arguments, head));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var text = TerminalProgress.RunShare("sampling densities", progress =>
        {
            var evaluation = new FieldEvaluation { Progress = progress, Cancellation = cancellation, Device = head.Device };
            if (volumeOnly)
                return WriteVolume(path, OfficialVolume(arguments, head, grid, evaluation));
            var mesh = Surface(arguments, head, grid, evaluation);
            MeshFile.Write(path, mesh);
            return mesh.ToString();
        });
        AnsiConsole.MarkupLineInterpolated($"wrote       {path}");
        AnsiConsole.MarkupLineInterpolated($"            {text}");
        return 0;
    }

    private static Mesh Surface(ParseResult arguments, PanoHead head, TriGrid grid, FieldEvaluation evaluation)
    {
        var (resolution, level) = (arguments.GetValue(Resolution), arguments.GetValue(Level));
        return arguments.GetValue(Official)
            ? DensityGrid.ExtractOfficial(OfficialVolume(arguments, head, grid, evaluation), level, evaluation.Cancellation)
            : HeadMesh.Extract(head, grid, resolution, level, !arguments.GetValue(Plain), evaluation: evaluation);
    }

    private static ScalarVolume OfficialVolume(ParseResult arguments, PanoHead head, TriGrid grid, FieldEvaluation evaluation)
    {
        var resolution = arguments.GetValue(Resolution);
        var samples = new DensityGrid { Resolution = resolution, BoxSize = (float)grid.BoxSize, Layout = GridLayout.Official };
        return DensityGrid.ToOfficial(samples.Sample(points => head.Density(grid, points), evaluation), VolumeBorder.Samples(resolution));
    }

    private static string WriteVolume(string path, ScalarVolume volume)
    {
        MrcFile.Write(path, volume);
        return $"{volume.SizeX}×{volume.SizeY}×{volume.SizeZ} raw densities";
    }
}
