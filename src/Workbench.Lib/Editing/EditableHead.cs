using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>A head that takes part in an edit, and who knows its parts. The tensors stay the caller's and are never changed.</summary>
/// <param name="Grid">Planes of one head with the code that dresses them.</param>
/// <param name="Labels">The source of its part labels.</param>
/// <param name="Name">What reports call it.</param>
public sealed record EditableHead(TriGrid Grid, IPartLabels Labels, string Name)
{
    /// <summary>Fingerprint of the generator that the planes belong to (<see cref="Fingerprint.Of(Generator.PanoHead)"/>); null where the caller answers for it.</summary>
    public string? Generator { get; init; }

    /// <summary>Whether it was found in a photograph, so that its place in the generator's frame is as good as the crop; see <see cref="Aligning.Photographs"/>.</summary>
    public bool FromPhotograph { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
