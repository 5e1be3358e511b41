using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchSharp;
using Workbench.Detectors;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Photos;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench prepare PHOTO</c>: crop, mask and camera of a photograph, for inversion.</summary>
internal static class PrepareVerb
{
    private static readonly Argument<FileInfo> PhotoFile = new("photo") { Description = "PNG, JPEG or WebP; turned upright as its EXIF orientation says." };
    private static readonly Option<FileInfo?> Checkpoint = new GeneratorOptions().Checkpoint;
    private static readonly Option<string?> Points = new("--points", "-p") { Description = "Five pairs x,y (right eye, left eye, nose, right and left corner of the mouth; the person's right, left in a frontal picture), or named ones: \"right-eye=410,388 chin=460,600\"." };
    private static readonly Option<string?> Box = new("--box") { Description = "left,top,right,bottom around the head, hair included, where there are no points." };
    private static readonly Option<FileInfo?> Mask = new("--mask") { Description = "Picture as large as the photograph, bright where the head is." };
    private static readonly Option<FileInfo?> Detector = new("--detector") { Description = "ONNX file of a face detector with five points (YuNet, SCRFD), instead of --points." };
    private static readonly Option<FileInfo?> Landmarks = new("--landmarks") { Description = "ONNX file of a 68-point network, run on the faces of --detector; --convention panohead needs it." };
    private static readonly Option<FileInfo?> Matting = new("--matting") { Description = "ONNX file of a matting or face parsing network, instead of --mask." };
    private static readonly Option<string> Convention = new("--convention") { Description = "fitted (to the generator), eg3d or panohead.", DefaultValueFactory = _ => "fitted" };
    private static readonly Option<string> Background = new("--background") { Description = "What replaces the background where there is a mask: white, grey, black or keep.", DefaultValueFactory = _ => "white" };
    private static readonly Option<bool> NoRefinement = new("--no-refinement") { Description = "Keep the camera that the points give." };
    private static readonly Option<int> Size = new("--size") { Description = "Pixels a side of the crop, 16…2048.", DefaultValueFactory = _ => 512 };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "Folder for crop.png, mask.png, dataset.json and check.png.", DefaultValueFactory = _ => Path.Combine("runs", "prepare") };

    public static Command Create()
    {
        Convention.AcceptOnlyFromAmong("fitted", "eg3d", "panohead");
        Background.AcceptOnlyFromAmong("white", "grey", "black", "keep");
        var command = new Command("prepare", "Cut a head out of a photograph and find its camera.") { PhotoFile, Checkpoint, Points, Box, Mask, Detector, Landmarks, Matting, Convention, Background, NoRefinement, Size, Output };
        command.SetAction((arguments, cancellation) => Task.Run(() => Prepare(arguments, cancellation), CancellationToken.None));
        return command;
    }

    private static int Prepare(ParseResult arguments, CancellationToken cancellation)
    {
        var file = arguments.GetValue(PhotoFile)!.FullName;
        var photo = Picture.Load(file);
        var size = arguments.GetValue(Size);
        if (size is < 16 or > 2048)
            throw new ArgumentException($"--size must lie in 16…2048, got {size}.");
        using var networks = new Networks(arguments);
        var options = new PhotoPreparationOptions
        {
            Points = PointsOf(arguments),
            Landmarks = networks.Landmarks,
            Matting = networks.Matting,
            Mask = arguments.GetValue(Mask) is { } mask ? Picture.Load(mask.FullName) : null,
            Convention = Enum.Parse<CropConvention>(arguments.GetValue(Convention)!, ignoreCase: true),
            Background = arguments.GetValue(Background) is "keep" ? null : Enum.Parse<BackgroundColour>(arguments.GetValue(Background)!, ignoreCase: true),
            Refine = !arguments.GetValue(NoRefinement),
            Size = size,
        };
        if (options.Points is { } points)
            PointChecks.Require(points, photo.Width, photo.Height);
        else if (options.Landmarks is null)
            throw new ArgumentException("There are neither points nor a detector: give --points, a --box around the head, or the file of a --detector.");
        OutputFolder.Create(arguments.GetValue(Output)!);
        using var scope = torch.NewDisposeScope();
        using var head = Generator(arguments, options);
        var name = Path.GetFileName(file);
        var prepared = head is not null && options.Refine
            ? TerminalProgress.Run("finding the camera", steps => PhotoPreparation.Prepare(photo, options, head, name, steps, cancellation))
            : PhotoPreparation.Prepare(photo, options, head, name, cancellation: cancellation);
        foreach (var warning in prepared.Warnings.Concat(prepared.Camera.Diagnose()))
            AnsiConsole.MarkupLineInterpolated($"[yellow]look at     {warning}[/]");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"camera      yaw {prepared.YawDegrees:0.#}°, pitch {prepared.PitchDegrees:0.#}° ({prepared.Convention} crop of {photo.Width}×{photo.Height} pixels)");
        var output = arguments.GetValue(Output)!;
        foreach (var path in prepared.Save(output))
            AnsiConsole.MarkupLineInterpolated($"wrote       {path}");
        AnsiConsole.MarkupLineInterpolated($"next        look at {Path.Combine(output, "check.png")}, then: workbench invert {Path.Combine(output, "crop.png")} --labels {Path.Combine(output, "dataset.json")}");
        return 0;
    }

    // The published conventions need no generator.
    private static PanoHead? Generator(ParseResult arguments, PhotoPreparationOptions options)
    {
        if (options.Convention != CropConvention.Fitted)
            return null;
        var path = arguments.GetValue(Checkpoint)?.FullName ?? GeneratorFiles.Best();
        AnsiConsole.MarkupLineInterpolated($"generator   {path}");
        return PanoHead.Load(path);
    }

    /// <summary>The networks that the user brought.</summary>
    private sealed class Networks : IDisposable
    {
        private readonly FaceDetector? _detector;
        private readonly LandmarkNetwork? _landmarks;
        private readonly MattingNetwork? _matting;

        public Networks(ParseResult arguments)
        {
            if (arguments.GetValue(PrepareVerb.Landmarks) is not null && arguments.GetValue(Detector) is null)
                throw new ArgumentException("--landmarks needs --detector: a network of 68 points looks at faces that a detector found.");
            try
            {
                _detector = arguments.GetValue(Detector) is { } detector ? FaceDetector.Open(detector.FullName) : null;
                _landmarks = arguments.GetValue(PrepareVerb.Landmarks) is { } landmarks ? LandmarkNetwork.Open(landmarks.FullName, _detector!) : null;
                _matting = arguments.GetValue(PrepareVerb.Matting) is { } matting ? MattingNetwork.Open(matting.FullName) : null;
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public IFaceLandmarks? Landmarks => (IFaceLandmarks?)_landmarks ?? _detector;

        public IMatting? Matting => _matting;

        public void Dispose()
        {
            _matting?.Dispose();
            _landmarks?.Dispose();
            _detector?.Dispose();
        }
    }

    private static HeadPoints? PointsOf(ParseResult arguments)
    {
        var points = arguments.GetValue(Points) is { } text ? HeadPoints.Parse(text) : null;
        return arguments.GetValue(Box) is { } edges ? (points ?? new HeadPoints()) with { Box = HeadPoints.Parse("box=" + edges).Box } : points;
    }
}
