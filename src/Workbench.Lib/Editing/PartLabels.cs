using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>Part labels of views of one head.</summary>
/// <param name="Probabilities">How much of a pixel shows each part, 0…1, [V, K, r, r], float32; hard labels are 0 and 1, averaged over the area of a pixel.</param>
/// <param name="Confidence">How far a pixel's labels count, 0…1, [V, 1, r, r], float32; 0 says nothing is known there.</param>
/// <param name="Parts">The meaning of the K classes.</param>
/// <param name="Notes">What the source has to say about its labels, such as that a rule replaced the parser behind the head.</param>
public sealed record PartLabels(Tensor Probabilities, Tensor Confidence, PartTable Parts, IReadOnlyList<EditNote> Notes) : TensorRecord
{
    /// <summary>Number of views.</summary>
    public long Count => Probabilities.shape[0];

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Probabilities, Confidence];

    /// <summary>Labels of class numbers.</summary>
    /// <param name="classes">Class of every pixel, 0…K − 1, any integer type, [V, H, W]; H and W are multiples of the resolution asked for.</param>
    /// <param name="parts">The meaning of the classes.</param>
    /// <param name="resolution">Pixels a side of the result, r; class areas are averaged.</param>
    /// <param name="confidence">[V, 1, r, r]; 1 everywhere unless given. Not disposed.</param>
    /// <param name="notes">What there is to say.</param>
    /// <exception cref="ArgumentException">A shape does not fit or a class has no name.</exception>
    public static PartLabels FromClasses(Tensor classes, PartTable parts, int resolution, Tensor? confidence = null, IReadOnlyList<EditNote>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var s = Shape.Check(classes, "V H W");
        if (resolution < 1 || s[1] % resolution != 0 || s[1] / resolution != s[2] / resolution || s[2] % resolution != 0)
            throw new ArgumentException($"classes: label maps of {s[1]}×{s[2]} pixels cannot be averaged to {resolution}². Resample labels by nearest neighbour to a multiple of {resolution} first.", nameof(classes));
        using var scope = NewDisposeScope();
        var index = classes.to(ScalarType.Int64);
        if (index.numel() > 0 && (index.min().ToInt64() < 0 || index.max().ToInt64() >= parts.Count))
            throw new ArgumentException($"classes: the largest class is {index.max().ToInt64()}, but only {parts.Count} parts have names ({parts}).", nameof(classes));
        var step = s[1] / resolution;
        var shares = new List<Tensor>();
        for (var part = 0; part < parts.Count; part++)
        {
            using var inner = NewDisposeScope();
            var share = index.eq(part).to(ScalarType.Float32).unsqueeze(1); // [V, 1, H, W]
            shares.Add((step == 1 ? share : nn.functional.avg_pool2d(share, step, step)).MoveToOuterDisposeScope());
        }
        var probabilities = cat(shares, 1); // [V, K, r, r]
        var trust = confidence is null ? ones(s[0], 1, resolution, resolution, ScalarType.Float32, classes.device) : confidence.alias();
        Shape.Check(trust, "V I r r", [("V", s[0]), ("I", 1), ("r", resolution)]);
        return new PartLabels(probabilities, trust, parts, notes ?? []).MoveToOuterDisposeScope();
    }

    /// <summary>How much of a pixel shows any part of a set, 0…1.</summary>
    /// <param name="parts">The set.</param>
    /// <returns>[V, 1, r, r]</returns>
    /// <exception cref="EditException">The source does not know one of the parts.</exception>
    public Tensor Of(PartSet parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var scope = NewDisposeScope();
        var index = tensor(Parts.IndicesOf(parts), device: Probabilities.device); // [k]
        return Probabilities.index_select(1, index).sum(1, keepdim: true).clamp(0, 1).MoveToOuterDisposeScope();
    }
}
