namespace Workbench.Editing;

/// <summary>Parts of a head that are edited together, by the names of the label table.</summary>
/// <param name="Name">What controls and reports call the set.</param>
/// <param name="Parts">Names of parts, as in <see cref="PartTable.FaceParser"/>.</param>
public sealed record PartSet(string Name, IReadOnlyList<string> Parts)
{
    /// <summary>Hair.</summary>
    public static PartSet Hair { get; } = new("hair", ["hair"]);

    /// <summary>Hair and hat.</summary>
    public static PartSet HairAndHat { get; } = new("hair and hat", ["hair", "hat"]);

    /// <summary>Brows.</summary>
    public static PartSet Brows { get; } = new("brows", ["left brow", "right brow"]);

    /// <summary>Eyes.</summary>
    public static PartSet Eyes { get; } = new("eyes", ["left eye", "right eye"]);

    /// <summary>Glasses.</summary>
    public static PartSet Glasses { get; } = new("glasses", ["glasses"]);

    /// <summary>Ears.</summary>
    public static PartSet Ears { get; } = new("ears", ["left ear", "right ear"]);

    /// <summary>Earrings.</summary>
    public static PartSet Earrings { get; } = new("earrings", ["earring"]);

    /// <summary>Nose.</summary>
    public static PartSet Nose { get; } = new("nose", ["nose"]);

    /// <summary>Mouth and lips.</summary>
    public static PartSet Mouth { get; } = new("mouth", ["mouth", "upper lip", "lower lip"]);

    /// <summary>Skin, brows, eyes, nose and mouth: a face swap.</summary>
    public static PartSet Face { get; } = new("face", ["skin", "left brow", "right brow", "left eye", "right eye", "nose", "mouth", "upper lip", "lower lip"]);

    /// <summary>The sets with names.</summary>
    public static IReadOnlyList<PartSet> All { get; } = [Hair, HairAndHat, Face, Brows, Eyes, Glasses, Ears, Earrings, Nose, Mouth];

    /// <summary>A set by its name, or one of the user's own as part names separated by +, as in <c>left eye+nose</c>.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static PartSet Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var name = text.Trim();
        return All.FirstOrDefault(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? new PartSet(name, name.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Equal names and parts.</summary>
    public bool Equals(PartSet? other) => other is not null && Name == other.Name && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
