namespace Workbench.Population;

/// <content>Examples of the styles that the continuous fields of the hair contain.</content>
public sealed partial record HeadSpec
{
    /// <summary>A shaved head.</summary>
    public static HeadSpec Bald { get; } = new() { HairThickness = -.012f, ScalpShade = .05f };

    /// <summary>A few millimetres of hair.</summary>
    public static HeadSpec Buzz { get; } = new() { HairThickness = .005f, HairLength = 0, ScalpShade = .8f, SkinTone = .55f, HairMelanin = .9f };

    /// <summary>Short hair.</summary>
    public static HeadSpec Short { get; } = new() { HairThickness = .020f, HairLength = .02f, HairMelanin = .45f };

    /// <summary>Short hair parted at one side.</summary>
    public static HeadSpec SidePart { get; } = new() { HairThickness = .032f, HairLength = .04f, Parting = .06f, Fringe = .01f, HairMelanin = .75f };

    /// <summary>A ball of curls.</summary>
    public static HeadSpec Afro { get; } = new() { HairThickness = .060f, HairLength = .06f, Curl = 1, SideDepth = .02f, SkinTone = .85f, HairMelanin = .97f, HairRedness = .1f };

    /// <summary>Hair to the jaw with a fringe.</summary>
    public static HeadSpec Bob { get; } = new() { HairThickness = .034f, HairLength = .17f, Fringe = .062f, SideDepth = .025f, HairMelanin = .95f, HairRedness = .1f, SkinTone = .15f };

    /// <summary>Hair over the shoulders.</summary>
    public static HeadSpec LongStraight { get; } = new() { HairThickness = .026f, HairLength = .38f, Parting = .01f, SideDepth = .02f, HairMelanin = .12f, SkinTone = .1f };

    /// <summary>Hair tied to a tail at the back.</summary>
    public static HeadSpec Ponytail { get; } = new() { HairThickness = .018f, HairLength = .05f, TailRadius = .048f, TailLength = .24f, TailHeight = .5f, HairMelanin = .5f, HairRedness = .8f };

    /// <summary>Hair tied to a knot.</summary>
    public static HeadSpec Bun { get; } = new() { HairThickness = .018f, HairLength = .05f, BunRadius = .060f, BunElevation = .8f, HairMelanin = .65f, SkinTone = .45f };

    /// <summary>A bald crown with hair around it.</summary>
    public static HeadSpec Tonsure { get; } = new() { HairThickness = .022f, HairLength = .05f, CrownHole = .105f, Hairline = .135f, HairGrey = .6f, BeardLength = .015f, BeardShade = .5f };

    /// <summary>The ten examples by name.</summary>
    public static IReadOnlyList<(string Name, HeadSpec Head)> Named { get; } =
    [
        ("bald", Bald), ("buzz cut", Buzz), ("short", Short), ("side part", SidePart), ("afro", Afro),
        ("bob", Bob), ("long", LongStraight), ("ponytail", Ponytail), ("bun", Bun), ("tonsure", Tonsure),
    ];
}
