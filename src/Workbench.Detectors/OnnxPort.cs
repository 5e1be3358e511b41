namespace Workbench.Detectors;

/// <summary>An input or output of a network as its file declares it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Shape">Sizes; −1 where any size is accepted.</param>
/// <param name="Type">Element type.</param>
public sealed record OnnxPort(string Name, IReadOnlyList<int> Shape, string Type)
{
    /// <summary>Name, type and shape; ? where any size is accepted.</summary>
    public override string ToString() => $"'{Name}' {Type} [{string.Join(", ", Shape.Select(size => size < 0 ? "?" : size.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]";
}
