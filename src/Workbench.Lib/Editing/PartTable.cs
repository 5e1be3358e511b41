namespace Workbench.Editing;

/// <summary>The names of a label source's classes, in their order.</summary>
/// <remarks>Two orders of the same nineteen classes are in use and are confused constantly; the names are what counts, and a table belongs to every checkpoint.</remarks>
public sealed class PartTable
{
    private readonly string[] _names;

    /// <summary>Names classes.</summary>
    /// <param name="name">What the order is called.</param>
    /// <param name="names">Name of class 0, 1, 2 …</param>
    /// <exception cref="ArgumentException">A name is empty or occurs twice.</exception>
    public PartTable(string name, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Any(string.IsNullOrWhiteSpace) || names.Distinct().Count() != names.Count)
            throw new ArgumentException("names: every class needs a name of its own.", nameof(names));
        (Name, _names) = (name, [.. names]);
    }

    /// <summary>The nineteen classes of the BiSeNet face parser (79999_iter.pth), which the procedural heads use too: hair is 17. Left and right are the person's.</summary>
    public static PartTable FaceParser { get; } = new(
        "face parser",
        "background", "skin", "left brow", "right brow", "left eye", "right eye", "glasses", "left ear", "right ear", "earring",
        "nose", "mouth", "upper lip", "lower lip", "neck", "necklace", "cloth", "hair", "hat");

    /// <summary>The same nineteen parts as the repository of CelebAMask-HQ numbers them in its label maps and its own parser: hair is 13.</summary>
    public static PartTable CelebAMaskHq { get; } = new(
        "CelebAMask-HQ",
        "background", "skin", "nose", "glasses", "left eye", "right eye", "left brow", "right brow", "left ear", "right ear",
        "mouth", "upper lip", "lower lip", "hair", "hat", "earring", "necklace", "neck", "cloth");

    /// <summary>What the order is called.</summary>
    public string Name { get; }

    /// <summary>Number of classes, K.</summary>
    public int Count => _names.Length;

    /// <summary>Names in the order of the classes.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The class of a part, or −1.</summary>
    public int IndexOf(string part) => Array.IndexOf(_names, part);

    /// <summary>The classes of a set of parts, ascending.</summary>
    /// <exception cref="EditException">This table lacks one of the parts.</exception>
    public long[] IndicesOf(PartSet parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var missing = parts.Parts.Where(part => IndexOf(part) < 0).ToArray();
        return missing.Length == 0
            ? [.. parts.Parts.Select(part => (long)IndexOf(part)).Order()]
            : throw new EditException(EditProblem.UnknownPart, $"These labels ({Name}) do not know {string.Join(", ", missing.Select(part => $"'{part}'"))}; they know {this}.");
    }

    /// <summary>All names.</summary>
    public override string ToString() => string.Join(", ", _names);
}
