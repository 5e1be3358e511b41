using Workbench.Cameras;
using Workbench.Ops;

namespace Workbench.Inversion;

/// <summary>The numbers a picture is written in.</summary>
public enum ImageRange
{
    /// <summary>−1…1, as generators make pictures.</summary>
    Signed,

    /// <summary>0…1.</summary>
    Unit,

    /// <summary>0…255.</summary>
    Bytes,
}

/// <summary>A photograph to be inverted: the picture and the camera that took it.</summary>
public sealed record Photo : TensorRecord
{
    // Decoders and resamplers overshoot a little.
    private const double Overshoot = 0.1;

    /// <summary>Pixels a side that a picture file needs to show a head, before it is brought to the size of a generator's pictures.</summary>
    public const int FewestPixels = 16;

    /// <summary>Takes a copy of a picture.</summary>
    /// <param name="image">[1, 3, H, H] or [3, H, H], any numeric dtype; cropped as the generator's training pictures were.</param>
    /// <param name="camera">The camera, before any correction.</param>
    /// <param name="mask">Where the photograph counts, [1, 1, H, H], 0…1; everywhere when null.</param>
    /// <param name="name">What reports call it.</param>
    /// <param name="range">The numbers the picture is written in. When null they must be −1…1, and numbers that look like 0…1 or 0…255 are refused.</param>
    /// <exception cref="ArgumentException">The picture has another shape, is not square, holds numbers of another range, or NaN; the camera is left-handed.</exception>
    public Photo(Tensor image, Camera camera, Tensor? mask = null, string name = "photo", ImageRange? range = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(camera);
        Camera = camera;
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var batch = image.dim() == 3 ? image.unsqueeze(0) : image;
        CheckShape(batch, image);
        CheckMask(mask, batch.shape[2]);
        var values = batch.detach().to(ScalarType.Float32);
        CheckRange(values, range);
        Image = ToSigned(values, range ?? ImageRange.Signed).MoveToOuterDisposeScope();
        Mask = mask?.detach().to(ScalarType.Float32).clone().MoveToOuterDisposeScope();
        Name = name;
    }

    /// <summary>The picture, [1, 3, H, H], −1…1, float32.</summary>
    public Tensor Image { get; }

    /// <summary>Where the photograph counts, [1, 1, H, H], 0…1; everywhere when null.</summary>
    public Tensor? Mask { get; }

    /// <summary>The camera that took it, as far as known.</summary>
    /// <exception cref="ArgumentException">Its rotation is left-handed.</exception>
    public Camera Camera
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value.LeftHandedness is { } problem ? throw new ArgumentException("camera: " + problem, nameof(value)) : value;
        }
    }

    /// <summary>What reports call it.</summary>
    public string Name { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Image, Mask];

    private static void CheckShape(Tensor batch, Tensor given)
    {
        var s = batch.shape;
        var got = $"got [{string.Join(", ", given.shape)}]";
        if (s.Length != 4 || s[0] != 1 || s[1] != 3)
            throw new ArgumentException($"image: expected one picture [1, 3, H, H], {got}." + (s.Length == 4 && s[3] == 3 ? " The colours come last; permute the axes to [N, C, H, W]." : s.Length == 4 && s[1] == 4 ? " Take the first three channels; the fourth is opacity." : ""), nameof(given));
        if (s[2] != s[3] || s[2] < 8)
            throw new ArgumentException($"image: expected a square picture of at least 8 pixels a side, {got}. Crop it around the head first.", nameof(given));
    }

    private static void CheckMask(Tensor? mask, long side)
    {
        if (mask is null)
            return;
        Shape.Check(mask, "N C H W", [("N", 1), ("C", 1), ("H", side), ("W", side)], "The mask must be as large as the picture.");
        using var scope = NewDisposeScope();
        var (low, high) = Extremes(mask.detach().to(ScalarType.Float32));
        if (!(low >= 0 && high <= 1))
            throw new ArgumentException($"mask: expected numbers 0…1, got {low:g4}…{high:g4}." + (high > 1 ? " Divide bytes by 255." : ""), nameof(mask));
    }

    private static void CheckRange(Tensor values, ImageRange? range)
    {
        var (low, high) = Extremes(values);
        if (!double.IsFinite(low) || !double.IsFinite(high))
            throw new ArgumentException("image: the picture holds NaN or infinite numbers.", nameof(values));
        var (least, most) = range switch
        {
            ImageRange.Bytes => (0.0, 255.0),
            ImageRange.Unit => (-Overshoot, 1 + Overshoot),
            _ => (-1 - Overshoot, 1 + Overshoot),
        };
        if (range is null && low >= 0 && high > 1 + Overshoot && high <= 255)
            throw new ArgumentException($"image: numbers {low:g4}…{high:g4} look like bytes 0…255, but −1…1 is expected. Pass range: ImageRange.Bytes.", nameof(values));
        if (range is null && low >= 0 && high <= 1 + Overshoot)
            throw new ArgumentException($"image: numbers {low:g4}…{high:g4} look like 0…1, but −1…1 is expected. Pass range: ImageRange.Unit, or ImageRange.Signed if no pixel is darker than mid-grey.", nameof(values));
        if (low < least || high > most)
            throw new ArgumentException($"image: expected numbers {least:g4}…{most:g4} ({range ?? ImageRange.Signed}), got {low:g4}…{high:g4}. Name the right range.", nameof(values));
    }

    private static (double Low, double High) Extremes(Tensor values) => (values.min().ToDouble(), values.max().ToDouble());

    private static Tensor ToSigned(Tensor values, ImageRange range) => range switch
    {
        ImageRange.Bytes => values / 127.5 - 1,
        ImageRange.Unit => values * 2 - 1,
        _ => values.clone(),
    };
}
