using System.Numerics;

namespace Workbench.Population;

/// <summary>How often photographs show what a generator's prior does not know; each is a switch of its own. 0 never … 1 always.</summary>
public sealed record PhotoExtras
{
    /// <summary>The photo population.</summary>
    public static PhotoExtras Usual { get; } = new();

    /// <summary>Nothing: photographs equal the generator population.</summary>
    public static PhotoExtras None { get; } = new() { Moles = 0, Scar = 0, FacePaint = 0, Glasses = 0, Hat = 0, Earrings = 0, Specular = 0, Relighting = 0, PoseNoise = 0 };

    /// <summary>One to three moles.</summary>
    public double Moles { get; init; } = 0.3;

    /// <summary>A scar.</summary>
    public double Scar { get; init; } = 0.08;

    /// <summary>Painted cheeks and forehead.</summary>
    public double FacePaint { get; init; } = 0.06;

    /// <summary>Glasses.</summary>
    public double Glasses { get; init; } = 0.2;

    /// <summary>A hat.</summary>
    public double Hat { get; init; } = 0.1;

    /// <summary>Earrings.</summary>
    public double Earrings { get; init; } = 0.2;

    /// <summary>Highlights that follow the viewer.</summary>
    public double Specular { get; init; } = 0.6;

    /// <summary>Another main light.</summary>
    public double Relighting { get; init; } = 0.6;

    /// <summary>A camera label that is a little wrong.</summary>
    public double PoseNoise { get; init; } = 0.5;

    /// <summary>All problems of these values; empty when there are none.</summary>
    public IReadOnlyList<string> Validate()
    {
        (string Name, double Value)[] all =
        [
            (nameof(Moles), Moles), (nameof(Scar), Scar), (nameof(FacePaint), FacePaint), (nameof(Glasses), Glasses), (nameof(Hat), Hat),
            (nameof(Earrings), Earrings), (nameof(Specular), Specular), (nameof(Relighting), Relighting), (nameof(PoseNoise), PoseNoise),
        ];
        return [.. all.Where(item => !(item.Value is >= 0 and <= 1)).Select(item => $"{item.Name} is {item.Value}; a probability lies in 0…1.")];
    }

    /// <summary>Draws what one photograph shows. Every extra has a stream of its own, so that changing one probability leaves the others alone.</summary>
    internal PhotoDetails Draw(uint seed) => new()
    {
        Moles = Chance(seed, "moles", Moles) is { } moles ? DrawMoles(moles) : [],
        Scar = Chance(seed, "scar", Scar) is { } scar ? DrawScar(scar) : null,
        Paint = Chance(seed, "face paint", FacePaint) is { } paint ? new FacePaint(paint.Colour(), paint.Between(0.018f, 0.030f)) : null,
        Glasses = Chance(seed, "glasses", Glasses) is { } glasses ? new WornGlasses(0.7f * glasses.Colour(), glasses.Between(0.038f, 0.046f), glasses.Between(0.004f, 0.006f)) : null,
        Hat = Chance(seed, "hat", Hat) is { } hat ? new WornHat(hat.Colour(), hat.Between(0.085f, 0.115f)) : null,
        Earrings = Chance(seed, "earrings", Earrings) is { } rings ? new WornEarrings(rings.Colour(), rings.Between(0.010f, 0.016f)) : null,
        Specular = Chance(seed, "specular", Specular) is { } shine ? shine.Between(0.2f, 1) : 0,
        Light = Chance(seed, "relighting", Relighting) is { } light
            ? new Relighting(new Vector3(light.Between(-0.6f, 0.6f), light.Between(-0.4f, 0.4f), light.Between(-0.3f, 0.3f)), light.Between(0.8f, 1.15f), light.Between(-0.08f, 0.08f))
            : null,
    };

    private static PopulationStream? Chance(uint seed, string name, double probability)
    {
        var stream = new PopulationStream(seed, name);
        return stream.Next() < probability ? stream : null;
    }

    private static FaceMole[] DrawMoles(PopulationStream stream)
    {
        var moles = new FaceMole[1 + (int)(3 * stream.Next())];
        for (var i = 0; i < moles.Length; i++)
            moles[i] = new FaceMole(stream.Between(-0.075f, 0.075f), stream.Between(-0.14f, 0.10f), stream.Between(0.005f, 0.009f));
        return moles;
    }

    private static FaceScar DrawScar(PopulationStream stream)
    {
        var from = new Vector2(stream.Between(-0.08f, 0.08f), stream.Between(-0.12f, 0.09f));
        var angle = stream.Between(0, MathF.PI);
        var length = stream.Between(0.03f, 0.06f);
        return new FaceScar(from, from + length * new Vector2(MathF.Cos(angle), MathF.Sin(angle)), stream.Between(0.004f, 0.007f));
    }
}
