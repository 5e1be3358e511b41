namespace Workbench.Weights;

/// <summary>A published architecture, told from others by the names and shapes of a few of its tensors.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Signature">Tensors it has; a size of −1 stands for any.</param>
public sealed record KnownNetwork(string Name, IReadOnlyList<TensorSignature> Signature)
{
    /// <summary>Tensors it does not have, which tell it from a larger relative.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>Tensors that lie in its files and are not needed (<c>*</c> stands for any text).</summary>
    public IReadOnlyList<string> Unneeded { get; init; } = [];

    /// <summary>Tensors that its files may lack, because only training needs them (<c>*</c> stands for any text).</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>What comes before the tensor names in this table of tensors, for every place where the network lies in it.</summary>
    /// <param name="tensors">Tensors of a file.</param>
    /// <returns>Prefixes, "" for a bare state dict; empty when the network is not in the file.</returns>
    public IReadOnlyList<string> FindIn(IReadOnlyDictionary<string, TensorEntry> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var anchor = Signature[0].Name;
        var prefixes = from name in tensors.Keys
                       where name == anchor || name.EndsWith("." + anchor, StringComparison.Ordinal)
                       let prefix = name[..^anchor.Length]
                       where Signature.All(item => tensors.TryGetValue(prefix + item.Name, out var entry) && item.Fits(entry.Shape)) && !Absent.Any(item => tensors.ContainsKey(prefix + item))
                       select prefix;
        return [.. prefixes];
    }
}

/// <summary>A tensor that an architecture has.</summary>
/// <param name="Name">Name below the network's prefix.</param>
/// <param name="Shape">Sizes; −1 for any.</param>
public sealed record TensorSignature(string Name, params IReadOnlyList<long> Shape)
{
    /// <summary>Whether a tensor has this shape.</summary>
    /// <param name="shape">Sizes of a tensor.</param>
    public bool Fits(IReadOnlyList<long> shape) => shape.Count == Shape.Count && shape.Zip(Shape).All(pair => pair.Second < 0 || pair.First == pair.Second);
}
