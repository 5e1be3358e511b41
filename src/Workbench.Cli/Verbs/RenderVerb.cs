using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchSharp;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench render</c>: views of a head as pictures, contact sheet and animation.</summary>
internal static class RenderVerb
{
    private const int SheetViews = 12;
    private const int RowViews = 8;

    private static readonly GeneratorOptions Generator = new();
    private static readonly Option<string> Yaw = new("--yaw", "-y") { Description = "Degrees around the head: 30, 0,90,180 or start:stop:step. 0 is the front.", DefaultValueFactory = _ => "0:360:10" };
    private static readonly Option<double> Pitch = new("--pitch") { Description = "Degrees of elevation.", DefaultValueFactory = _ => 0 };
    private static readonly Option<int?> Resolution = new("--resolution", "-r") { Description = "Pixels a side of the neural rendering; the generator's by default." };
    private static readonly Option<long?> RandomSeed = new("--jitter-seed") { Description = "Seed of the ray jitter; without it rendering is deterministic." };
    private static readonly Option<double> Rate = new("--fps") { Description = "Frames a second of the animation.", DefaultValueFactory = _ => 12 };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "Folder for frames, sheet and orbit; or one .png file of the views side by side, or one .webp, .gif or .mp4 file.", DefaultValueFactory = _ => Path.Combine("runs", "render") };

    public static Command Create()
    {
        var command = new Command("render", "Render a head all round.");
        Generator.AddTo(command);
        foreach (var option in new Option[] { Yaw, Pitch, Resolution, RandomSeed, Rate, Output })
            command.Add(option);
        command.SetAction((arguments, cancellation) => Task.Run(() => Render(arguments, cancellation), CancellationToken.None));
        return command;
    }

    private static int Render(ParseResult arguments, CancellationToken cancellation)
    {
        var yaws = AngleRange.Parse(arguments.GetValue(Yaw)!);
        using var scope = torch.NewDisposeScope();
        using var head = Generator.Load(arguments);
        var cameras = yaws.Select(yaw => Camera.At(yaw, arguments.GetValue(Pitch), head.Config.CameraRadius)).ToArray();
        var options = new RenderOptions
        {
            NeuralResolution = arguments.GetValue(Resolution),
            Random = arguments.GetValue(RandomSeed) is { } seed ? RandomSource.Seeded(seed) : RandomSource.Deterministic,
        };
        var views = TerminalProgress.Run("rendering", progress =>
        {
            var grid = head.Synthesize(Generator.Map(arguments, head));
            return head.Render(grid, cameras, options, progress, cancellation);
        });
        Write(views, yaws, arguments.GetValue(Output)!, arguments.GetValue(Rate), arguments.GetValue(Generator.Seed), cancellation);
        return 0;
    }

    private static void Write(RenderedViews views, IReadOnlyList<double> yaws, string output, double rate, long seed, CancellationToken cancellation)
    {
        var frames = Picture.FromBatch(views.Image);
        var captions = yaws.Select(yaw => string.Create(CultureInfo.InvariantCulture, $"yaw {yaw:0.#}°")).ToArray();
        if (Path.GetExtension(output).Equals(".png", StringComparison.OrdinalIgnoreCase))
        {
            Figures.Grid(frames, captions, Math.Min(frames.Count, RowViews)).Still.Save(output);
            Say(output);
            return;
        }
        if (Path.HasExtension(output))
        {
            Animation.Save(frames, output, rate, cancellation: cancellation);
            Say(output);
            return;
        }
        Directory.CreateDirectory(output);
        for (var i = 0; i < frames.Count; i++)
            frames[i].Save(Path.Combine(output, string.Create(CultureInfo.InvariantCulture, $"view-{i:000}.png")));
        Say(Path.Combine(output, $"view-000.png … view-{frames.Count - 1:000}.png"));
        var stride = Math.Max(1, frames.Count / SheetViews);
        var shown = Enumerable.Range(0, frames.Count).Where(i => i % stride == 0).ToArray();
        var sheet = Figure.Of(Select(views, shown)).WithTitle($"Seed {seed}");
        sheet.Save(Path.Combine(output, "sheet.png"));
        Say(Path.Combine(output, "sheet.png"));
        Animation.Save(frames, Path.Combine(output, "orbit.webp"), rate, cancellation: cancellation);
        Say(Path.Combine(output, "orbit.webp"));
        Figures.Orbit(frames, captions, rate, $"Seed {seed}").Save(Path.Combine(output, "orbit.html"));
        Say(Path.Combine(output, "orbit.html"));
    }

    private static RenderedViews Select(RenderedViews views, int[] indices)
    {
        var index = torch.tensor(indices.Select(i => (long)i).ToArray(), device: views.Image.device);
        return new RenderedViews(
            views.Image.index_select(0, index), views.ImageRaw.index_select(0, index), views.Depth.index_select(0, index), views.Mask.index_select(0, index),
            [.. indices.Select(i => views.Cameras[i])]);
    }

    private static void Say(string path) => AnsiConsole.MarkupLineInterpolated($"wrote       {path}");
}
