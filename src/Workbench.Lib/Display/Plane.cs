namespace Workbench.Display;

/// <summary>One plane of numbers outside tensors: a mask, a depth map, a matrix.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Values">Row after row.</param>
internal sealed record Plane(int Width, int Height, float[] Values)
{
    /// <summary>Copies [H, W], or the same with leading axes of size 1.</summary>
    public static Plane Read(Tensor tensor, string name = "plane")
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using var scope = NewDisposeScope();
        var shape = tensor.shape;
        if (shape.Length < 2 || shape[..^2].Any(size => size != 1) || shape[^1] < 1 || shape[^2] < 1)
            throw new ArgumentException($"{name}: expected one plane [H, W] (leading axes of size 1 are allowed), got [{string.Join(", ", shape)}].", name);
        var values = tensor.detach().to(ScalarType.Float32).cpu().reshape(-1).contiguous().data<float>().ToArray();
        return new Plane(checked((int)shape[^1]), checked((int)shape[^2]), values);
    }

    /// <summary>Smallest and largest finite value where <paramref name="keep"/> allows; (0, 1) when there is none.</summary>
    public (float Low, float High) Range(Func<int, bool>? keep = null)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = 0; i < Values.Length; i++)
            if (float.IsFinite(Values[i]) && (keep is null || keep(i)))
                (low, high) = (Math.Min(low, Values[i]), Math.Max(high, Values[i]));
        return low <= high ? (low, high) : (0, 1);
    }
}
