using System.Numerics;

namespace Workbench.Population;

/// <summary>What photographs of a head show and the generator population never does. All null or empty: nothing.</summary>
/// <remarks>Places are in the head's model units; colours 0…1 a channel.</remarks>
public sealed record PhotoDetails
{
    /// <summary>A head of the generator population.</summary>
    public static PhotoDetails None { get; } = new();

    /// <summary>Moles.</summary>
    public IReadOnlyList<FaceMole> Moles { get; init; } = [];

    /// <summary>A scar.</summary>
    public FaceScar? Scar { get; init; }

    /// <summary>Paint on the cheeks and forehead.</summary>
    public FacePaint? Paint { get; init; }

    /// <summary>Glasses.</summary>
    public WornGlasses? Glasses { get; init; }

    /// <summary>A knitted hat.</summary>
    public WornHat? Hat { get; init; }

    /// <summary>Balls at both ears.</summary>
    public WornEarrings? Earrings { get; init; }

    /// <summary>Strength of highlights that follow the viewer, 0…1.</summary>
    public float Specular { get; init; }

    /// <summary>Another main light.</summary>
    public Relighting? Light { get; init; }
}

/// <summary>A dark spot on the face.</summary>
/// <param name="X">To the person's left.</param>
/// <param name="Y">Up.</param>
/// <param name="Radius">Model units.</param>
public sealed record FaceMole(float X, float Y, float Radius = 0.007f);

/// <summary>A pale line across the face.</summary>
/// <param name="From">One end, x and y.</param>
/// <param name="To">The other.</param>
/// <param name="Width">Model units.</param>
public sealed record FaceScar(Vector2 From, Vector2 To, float Width = 0.005f);

/// <summary>Two stripes on each cheek and a dot on the forehead.</summary>
/// <param name="Colour">Colour.</param>
/// <param name="Stripes">Half the length of a stripe.</param>
public sealed record FacePaint(Vector3 Colour, float Stripes = 0.026f);

/// <summary>Round glasses.</summary>
/// <param name="Colour">Colour of the frame.</param>
/// <param name="Radius">Of a lens.</param>
/// <param name="Thickness">Radius of the wire.</param>
public sealed record WornGlasses(Vector3 Colour, float Radius = 0.042f, float Thickness = 0.0045f);

/// <summary>A knitted hat with a folded rim.</summary>
/// <param name="Colour">Colour.</param>
/// <param name="Height">Height of its rim at the forehead.</param>
public sealed record WornHat(Vector3 Colour, float Height = 0.095f);

/// <summary>Balls at the lobes of both ears.</summary>
/// <param name="Colour">Colour.</param>
/// <param name="Radius">Model units.</param>
public sealed record WornEarrings(Vector3 Colour, float Radius = 0.013f);

/// <summary>A change of the main light.</summary>
/// <param name="Shift">Added to its direction, which is then normalised.</param>
/// <param name="Strength">Factor of its brightness.</param>
/// <param name="Warmth">Above 0 redder, below bluer; −0.2…0.2.</param>
public sealed record Relighting(Vector3 Shift, float Strength = 1, float Warmth = 0);
