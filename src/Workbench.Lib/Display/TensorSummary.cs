namespace Workbench.Display;

/// <summary>What can be said of a tensor in one line.</summary>
/// <param name="Shape">Sizes of the axes.</param>
/// <param name="Type">Element type.</param>
/// <param name="Device">Where it lives.</param>
public sealed record TensorSummary(IReadOnlyList<long> Shape, ScalarType Type, string Device)
{
    /// <summary>Elements above which only a regular sample is read, 2²⁴.</summary>
    public const long MaximumRead = 1L << 24;

    /// <summary>Elements that were read for the numbers below.</summary>
    public long Read { get; private init; }

    /// <summary>Elements in all.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Elements read that are neither infinite nor no number.</summary>
    public long Finite { get; private init; }

    /// <summary>Elements read that are no number.</summary>
    public long NotNumbers { get; private init; }

    /// <summary>Elements read that are infinite.</summary>
    public long Infinite => Read - Finite - NotNumbers;

    /// <summary>Smallest finite value; of complex numbers the magnitude.</summary>
    public double Minimum { get; private init; }

    /// <summary>Largest finite value; of complex numbers the magnitude.</summary>
    public double Maximum { get; private init; }

    /// <summary>Mean of the finite values.</summary>
    public double Mean { get; private init; }

    /// <summary>Standard deviation of the finite values.</summary>
    public double Deviation { get; private init; }

    /// <summary>Why no value was read; null where values were.</summary>
    public string? Unread { get; private init; }

    /// <summary>Reads a tensor; never throws for a tensor that exists, whatever it holds.</summary>
    public static TensorSummary Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.IsInvalid)
            return new TensorSummary([], ScalarType.Float32, "") { Unread = "This tensor has been disposed. Move it to the outer dispose scope, or show it before its scope ends." };
        var summary = new TensorSummary(tensor.shape, tensor.dtype, tensor.device.ToString());
        if (tensor.device_type == DeviceType.META || tensor.is_sparse)
            return summary with { Unread = tensor.is_sparse ? "sparse" : "no values on the meta device" };
        var values = Sample(tensor, MaximumRead);
        double sum = 0, squares = 0;
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        long finite = 0, holes = 0;
        foreach (var value in values)
        {
            if (float.IsNaN(value))
                holes++;
            if (!float.IsFinite(value))
                continue;
            finite++;
            sum += value;
            squares += (double)value * value;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        var mean = finite == 0 ? double.NaN : sum / finite;
        return summary with
        {
            Read = values.Length,
            Finite = finite,
            NotNumbers = holes,
            Minimum = finite == 0 ? double.NaN : low,
            Maximum = finite == 0 ? double.NaN : high,
            Mean = mean,
            Deviation = finite == 0 ? double.NaN : Math.Sqrt(Math.Max(0, squares / finite - mean * mean)),
        };
    }

    /// <summary>Values in order, every other slice of the longest axis left out until at most this many remain.</summary>
    internal static float[] Sample(Tensor tensor, long limit)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var part = Thin(tensor.detach(), limit);
        if (part.is_complex())
            part = part.abs();
        return part.numel() == 0 ? [] : part.to(ScalarType.Float32).cpu().reshape(-1).contiguous().data<float>().ToArray();
    }

    // Views only: nothing is copied before the part is small.
    private static Tensor Thin(Tensor part, long limit)
    {
        while (part.numel() > limit)
        {
            var sizes = part.shape;
            var axis = Array.IndexOf(sizes, sizes.Max());
            part = part.slice(axis, 0, sizes[axis], 2);
        }
        return part;
    }

    /// <summary>One line: shape, type, device, range, mean and what is not finite.</summary>
    public override string ToString()
    {
        if (Shape.Count == 0 && Device.Length == 0)
            return Unread!;
        var head = $"[{string.Join(", ", Shape)}] {Name(Type)} on {Device}";
        if (Unread is not null)
            return $"{head}, {Unread}";
        if (Count == 0)
            return $"{head}, empty";
        var body = Finite == 0 ? "no finite value" : Count == 1 ? Html.Number(Mean, 6) : $"{Html.Number(Minimum)}…{Html.Number(Maximum)}, mean {Html.Number(Mean)} ± {Html.Number(Deviation)}";
        var magnitude = Type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 ? "magnitude " : "";
        return $"{head}, {magnitude}{body}{(NotNumbers > 0 ? $", {NotNumbers} NaN" : "")}{(Infinite > 0 ? $", {Infinite} infinite" : "")}{(Read < Count ? $" (of a sample of {Read} of {Count} elements)" : "")}";
    }

    private static string Name(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.Float16 => "float16",
        ScalarType.BFloat16 => "bfloat16",
        _ => type.ToString().ToLowerInvariant(),
    };
}
