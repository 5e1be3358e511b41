using System.Runtime.CompilerServices;

namespace Workbench.Ops;

/// <summary>What networks that read pictures demand of them; the errors name the likely mistake.</summary>
public static class ImageCheck
{
    // Renders overshoot −1…1 and differences of pictures reach ±2; nothing that was meant for these networks comes near this.
    private const double Limit = 16;

    private const double UnitMargin = 0.01;

    // Beyond what a render that happens to hold no dark pixel can reach.
    private const double BytesFrom = 4;

    /// <summary>Checks a batch of pictures in −1…1, or of their differences; one pass over the numbers, and a wait for the device.</summary>
    /// <param name="image">Expected as [N, C, H, W], floating point.</param>
    /// <param name="channels">C.</param>
    /// <param name="what">What the channels are, for the error, as in <c>"red, green and blue"</c>.</param>
    /// <param name="name">Filled in by the compiler.</param>
    /// <returns>The four sizes.</returns>
    /// <exception cref="ArgumentException">Another rank, channel count, element type or range of values; the message says what it looks like.</exception>
    public static long[] Signed(Tensor image, long channels, string what = "red, green and blue", [CallerArgumentExpression(nameof(image))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(image, name);
        var s = image.shape;
        if (s.Length != 4 || s[1] != channels)
            throw new ArgumentException($"{name}: expected [N, C={channels}, H, W] ({what}), got [{string.Join(", ", s)}].{ShapeAdvice(s, channels)}", name);
        if (!image.is_floating_point())
            throw new ArgumentException($"{name}: expected floating-point numbers in −1…1, got {image.dtype}. Bytes become x / 127.5 − 1.", name);
        if (image.numel() == 0)
            throw new ArgumentException($"{name}: the batch [{string.Join(", ", s)}] holds no pixel.", name);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (low, high) = (image.min().ToDouble(), image.max().ToDouble());
        if (!double.IsFinite(low) || !double.IsFinite(high))
            throw new ArgumentException($"{name}: the picture holds NaN or infinite numbers.", name);
        if (low >= 0 && high > BytesFrom && high <= 255)
            throw new ArgumentException($"{name}: numbers {low:g4}…{high:g4} look like bytes 0…255, but this network wants −1…1. Pass image / 127.5 − 1.", name);
        if (low < -Limit || high > Limit)
            throw new ArgumentException($"{name}: numbers {low:g4}…{high:g4}, but this network wants pictures in −1…1.", name);
        return s;
    }

    /// <summary>Checks a batch of pictures in 0…1; one pass over the numbers, and a wait for the device.</summary>
    /// <param name="imageUnit">Expected as [N, C, H, W], floating point.</param>
    /// <param name="channels">C.</param>
    /// <param name="name">Filled in by the compiler.</param>
    /// <returns>The four sizes.</returns>
    /// <exception cref="ArgumentException">Another rank, channel count, element type or range of values; the message says what it looks like.</exception>
    public static long[] Unit(Tensor imageUnit, long channels, [CallerArgumentExpression(nameof(imageUnit))] string name = "")
    {
        var sizes = Signed(imageUnit, channels, name: name);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (low, high) = (imageUnit.min().ToDouble(), imageUnit.max().ToDouble());
        if (low < -UnitMargin || high > 1 + UnitMargin)
            throw new ArgumentException($"{name}: numbers {low:g4}…{high:g4}, but 0…1 is wanted.{(low < 0 && low >= -1 - UnitMargin && high <= 1 + UnitMargin ? " They look like −1…1: pass (image + 1) / 2." : "")}", name);
        return sizes;
    }

    /// <summary>Checks that a picture is square and of one of the sizes a network can read.</summary>
    /// <param name="sizes">[N, C, H, W]</param>
    /// <param name="most">Largest side.</param>
    /// <param name="step">The side is a multiple of this.</param>
    /// <param name="name">Name of the argument.</param>
    public static void Side(long[] sizes, long most, long step, string name)
    {
        if (sizes[2] == sizes[3] && sizes[2] <= most && sizes[2] % step == 0)
            return;
        var range = most == step ? $"{most}×{most} pixels" : $"square pictures of at most {most} pixels a side, a multiple of {step}";
        throw new ArgumentException($"{name}: expected {range}, got {sizes[2]}×{sizes[3]}. Resize with Resize.Area or crop first.", name);
    }

    private static string ShapeAdvice(long[] s, long channels) => s switch
    {
        [var c, _, _] when c == channels => " Add a batch axis with unsqueeze(0).",
        [_, _, _, var c] when c == channels => " The channels come last; permute the axes to [N, C, H, W].",
        [_, 4, _, _] when channels == 3 => " Take the first three channels; the fourth is opacity.",
        [_, 1, _, _] when channels == 3 => " Repeat the grey channel three times.",
        [_, 3, _, _] when channels == 6 => " This network reads a render and the photo's difference from it, joined on the channels.",
        [_, 3 or 6, _, _] when channels == 9 => " This network reads a render, the photo's difference from it and the mirrored difference, joined on the channels.",
        _ => "",
    };
}
