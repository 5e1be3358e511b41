using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Parsing;

/// <summary>Tells which part of a face every pixel belongs to: BiSeNet with 19 classes (Yu et al. 2018; trained on CelebAMask-HQ by zllrunning/face-parsing.PyTorch).</summary>
/// <remarks>
/// State-dict names are those of <c>79999_iter.pth</c>. Trained on frontal portraits at 512²: beyond about 75° of yaw its answers mean little, and smaller pictures give other, worse maps, so everything is read at 512².
/// <code>
/// using var parser = FaceParser.Load("models/79999_iter.pth");
/// using var parsed = parser.Parse(photo);                 // photo [N, 3, H, W], −1…1
/// using var hair = parsed.Mask(HeadPart.Hair);            // [N, 1, 512, 512]
/// Console.WriteLine($"{parsed.Share(HeadPart.Hair)[0]:P0} hair");
/// </code>
/// </remarks>
public sealed partial class FaceParser : nn.Module<Tensor, Tensor>
{
    /// <summary>Number of classes, numbered as <see cref="Population.HeadPart"/>: hair is 17.</summary>
    public const int Classes = 19;

    /// <summary>Pixels a side of what the network was trained to read.</summary>
    public const int Side = 512;

    private static readonly float[] s_mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] s_deviation = [0.229f, 0.224f, 0.225f];

    [ComponentName(Name = "cp")]
    private readonly ContextPath _context = new();

    [ComponentName(Name = "ffm")]
    private readonly FeatureFusion _fusion = new();

    [ComponentName(Name = "conv_out")]
    private readonly ParserHead _main = new(256, 256, Classes);

    [ComponentName(Name = "conv_out16")]
    private readonly ParserHead _fine = new(128, 64, Classes);

    [ComponentName(Name = "conv_out32")]
    private readonly ParserHead _coarse = new(128, 64, Classes);

    /// <summary>Creates a parser with initial weights, in evaluation mode and frozen.</summary>
    public FaceParser()
        : base(nameof(FaceParser))
    {
        RegisterComponents();
        eval();
        foreach (var parameter in parameters())
            parameter.requires_grad = false;
    }

    /// <summary>Class scores of the main head, before softmax.</summary>
    /// <param name="image">Normalised picture as <see cref="Normalize"/> makes it, [N, 3, H, W]; sides of at least 32, best multiples of 32.</param>
    /// <returns>[N, 19, H, W]</returns>
    public override Tensor forward(Tensor image)
    {
        Check(image);
        using var scope = NewDisposeScope();
        using var maps = _context.call(image);
        return Enlarge(_main.call(_fusion.call(maps.Detail, maps.Fine)), image).MoveToOuterDisposeScope();
    }

    /// <summary>Class scores of all heads; the two coarse ones only guided the training.</summary>
    /// <param name="image">As in <see cref="forward"/>.</param>
    public ParserScores Scores(Tensor image)
    {
        Check(image);
        using var scope = NewDisposeScope();
        using var maps = _context.call(image);
        return new ParserScores(_main.call(_fusion.call(maps.Detail, maps.Fine)), _fine.call(maps.Fine), _coarse.call(maps.Coarse)).MoveToOuterDisposeScope();
    }

    /// <summary>Names the part of every pixel. No gradient.</summary>
    /// <param name="image">[N, 3, H, W], −1…1; resized to 512² first.</param>
    /// <param name="input">Scaling of the numbers.</param>
    /// <returns>At 512²; <see cref="ParsedFaces.Resize"/> brings labels to another size.</returns>
    public ParsedFaces Parse(Tensor image, ParserInput input = ParserInput.Trained)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (confidence, classes) = Probabilities(image, input).max(1); // [N, 512, 512]
        return new ParsedFaces(classes.to(ScalarType.Byte), confidence.contiguous()).MoveToOuterDisposeScope();
    }

    /// <summary>Probability of every class at every pixel. No gradient.</summary>
    /// <param name="image">[N, 3, H, W], −1…1; resized to 512² first.</param>
    /// <param name="input">Scaling of the numbers.</param>
    /// <returns>[N, 19, 512, 512]</returns>
    public Tensor Probabilities(Tensor image, ParserInput input = ParserInput.Trained)
    {
        ImageCheck.Signed(image, 3);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var each = new List<Tensor>();
        for (var i = 0L; i < image.shape[0]; i++)
        {
            // One picture at a time: the maps of one at 512² take about 0.3 GB.
            using var one = NewDisposeScope();
            var resized = Resize.Bilinear(image.narrow(0, i, 1).to(ScalarType.Float32), Side, Side, antialias: true);
            each.Add(forward(input == ParserInput.Raw ? resized : Normalize(resized)).softmax(1).MoveToOuterDisposeScope());
        }
        return cat(each).MoveToOuterDisposeScope();
    }

    /// <summary>Scales pictures as the network was trained: ((x + 1)/2 − mean)/deviation a channel.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    public static Tensor Normalize(Tensor image)
    {
        Shape.Check(image, "N C H W", [("C", 3)]);
        using var scope = NewDisposeScope();
        var (mean, deviation) = (tensor(s_mean, device: image.device).view(1, 3, 1, 1), tensor(s_deviation, device: image.device).view(1, 3, 1, 1));
        return ((image / 2 + 0.5 - mean) / deviation).MoveToOuterDisposeScope();
    }

    private static void Check(Tensor image)
    {
        var sizes = ImageCheck.Signed(image, 3);
        if (sizes[2] < 32 || sizes[3] < 32)
            throw new ArgumentException($"image: the face parser reads pictures of at least 32 pixels a side, got {sizes[2]}×{sizes[3]}. Parse resizes by itself.", nameof(image));
    }

    private static Tensor Enlarge(Tensor scores, Tensor image) => nn.functional.interpolate(scores, [image.shape[2], image.shape[3]], mode: InterpolationMode.Bilinear, align_corners: true);
}

/// <summary>Class scores of a face parser at the resolution of its features.</summary>
/// <param name="Main">[N, 19, H/8, W/8]</param>
/// <param name="Fine">The auxiliary head on the finer context, [N, 19, H/8, W/8].</param>
/// <param name="Coarse">The auxiliary head on the coarser context, [N, 19, H/16, W/16].</param>
public sealed record ParserScores(Tensor Main, Tensor Fine, Tensor Coarse) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Main, Fine, Coarse];
}
