using Workbench.Encoders;
using Workbench.Generator;

namespace Workbench.Inversion;

/// <summary>The network that reads a code from a photograph.</summary>
public enum CodeReader
{
    /// <summary>One head of convolutions a layer on a feature pyramid (pSp, TriPlaneNet).</summary>
    Pyramid,

    /// <summary>The same with one base code and offsets (e4e).</summary>
    Editing,

    /// <summary>One code for all layers.</summary>
    Single,

    /// <summary>One small perceptron a group of layers.</summary>
    Pooled,
}

/// <summary>Which picture of a head is compared with the photograph.</summary>
public enum ComparedView
{
    /// <summary>The super-resolved picture, averaged to the compared size.</summary>
    Final,

    /// <summary>The raw picture of the neural rendering; a small part of the work.</summary>
    Raw,
}

/// <summary>The code that encoders add their output to.</summary>
public enum AverageCode
{
    /// <summary>The average that the mapping network tracked in its training (w_avg).</summary>
    Tracked,

    /// <summary>The mean of 10,000 codes mapped with the frontal camera.</summary>
    Frontal,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>What lies behind heads in the pictures that encoders see.</summary>
public sealed record Backdrop
{
    /// <summary>Grey behind the photograph where its mask is 0: 0 black … 1 white.</summary>
    public double Grey { get; init; } = 1;

    /// <summary>Whether a generator's own background is taken away and the render put before the same grey by its opacity; otherwise renders stay as they are.</summary>
    public bool ReplacesRendered { get; init; }
}

/// <summary>Shape of an encoder of photographs into a tri-grid; defaults are the paper's: pSp's encoder into W+, then TriPlaneNet v2 on PanoHead's planes.</summary>
public sealed record TriGridEncoderConfig
{
    /// <summary>The network that reads the code.</summary>
    public CodeReader Reader { get; init; } = CodeReader.Pyramid;

    /// <summary>Where the code lives: W+, or Z+ and Z, which pass through the mapping network (paper, Table 4).</summary>
    public LatentSpace Space { get; init; } = LatentSpace.WPlus;

    /// <summary>Trunk of the reader.</summary>
    public IrSeConfig Trunk { get; init; } = IrSeConfig.IrSe50;

    /// <summary>Pixels a side that the reader sees, and at which pictures are compared.</summary>
    public int ImageResolution { get; init; } = 256;

    /// <summary>Codes of the generator, L.</summary>
    public int StyleCount { get; init; } = 14;

    /// <summary>Width of a code: the generator's w, or its z where the space is Z or Z+.</summary>
    public int StyleWidth { get; init; } = 512;

    /// <summary>Hidden width of <see cref="CodeReader.Pooled"/>.</summary>
    public int HiddenWidth { get; init; } = 192;

    /// <summary>The stage that refines planes (F); null leaves the planes of the code.</summary>
    public TriplaneNetConfig? Planes { get; init; } = TriplaneNetConfig.Paper;

    /// <summary>The render that the refinement reads and that losses compare.</summary>
    public ComparedView View { get; init; }

    /// <summary>What codes in W+ are added to.</summary>
    public AverageCode Average { get; init; }

    /// <summary>ψ of the mapping of codes in Z and Z+ (paper, A.1).</summary>
    public double MappingTruncation { get; init; } = 0.85;

    /// <summary>What lies behind heads.</summary>
    public Backdrop Backdrop { get; init; } = new();

    /// <summary>The paper's encoders on the released PanoHead.</summary>
    public static TriGridEncoderConfig Paper { get; } = new() { Backdrop = new Backdrop { ReplacesRendered = true } };

    /// <summary>An encoder for a generator: the paper's shape for full-size ones, a small one (7 MB of 16-bit floats for the demo generator) for planes below 128².</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="refines">Whether planes are refined; planes below 16² never are.</param>
    /// <param name="space">Where codes live; one code alone is read by <see cref="CodeReader.Single"/>.</param>
    public static TriGridEncoderConfig For(PanoHeadConfig generator, bool refines = true, LatentSpace space = LatentSpace.WPlus)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var shape = InWPlus(generator, refines && generator.PlaneResolution >= 16);
        return shape with
        {
            Space = space,
            StyleWidth = space is LatentSpace.Z or LatentSpace.ZPlus ? generator.LatentWidth : generator.StyleWidth,
            Reader = space is LatentSpace.Z or LatentSpace.W ? CodeReader.Single : shape.Reader,
        };
    }

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Trunk.Validate());
        if (Planes is not null)
            problems.AddRange(Planes.Validate().Select(problem => "Planes: " + problem));
        if (Space is LatentSpace.Z or LatentSpace.W && Reader != CodeReader.Single)
            problems.Add($"A single code in {Space} is read by {nameof(CodeReader.Single)}; set Reader to it, or Space to {nameof(LatentSpace.WPlus)} or {nameof(LatentSpace.ZPlus)}.");
        if (Space is LatentSpace.ZPlus && Reader is CodeReader.Single or CodeReader.Editing)
            problems.Add($"{Reader} gives no independent codes for the layers of Z+; set Reader to {nameof(CodeReader.Pyramid)} or {nameof(CodeReader.Pooled)}.");
        if (StyleCount < 1 || StyleWidth < 1 || ImageResolution < 8)
            problems.Add($"StyleCount, StyleWidth and ImageResolution must be positive, got {StyleCount}, {StyleWidth} and {ImageResolution}.");
        if (!(Backdrop.Grey is >= 0 and <= 1))
            problems.Add($"Backdrop.Grey lies between 0 (black) and 1 (white), got {Backdrop.Grey}.");
        return problems;
    }

    private static TriGridEncoderConfig InWPlus(PanoHeadConfig generator, bool refines)
    {
        var channels = generator.PlaneAxes.Count * generator.PlaneFeatures * generator.PlaneDepth;
        var backdrop = new Backdrop { ReplacesRendered = generator.HasBackground };
        if (generator.PlaneResolution >= 128)
            return Paper with
            {
                StyleCount = generator.StyleCount,
                StyleWidth = generator.StyleWidth,
                Planes = refines ? TriplaneNetConfig.Paper with { Resolution = generator.PlaneResolution, PlaneChannels = channels } : null,
                Backdrop = backdrop,
            };
        var tiny = generator.PlaneResolution < 32;
        return new TriGridEncoderConfig
        {
            Reader = CodeReader.Pooled,
            Trunk = tiny ? new IrSeConfig { StemWidth = 16, Groups = [new(16, 1), new(16, 1), new(32, 1)] } : PooledStyleConfig.Small,
            ImageResolution = generator.PlaneResolution,
            StyleCount = generator.StyleCount,
            StyleWidth = generator.StyleWidth,
            HiddenWidth = tiny ? 32 : 192,
            Planes = refines ? Small(generator.PlaneResolution, channels) : null,
            View = ComparedView.Raw,
            Backdrop = backdrop,
        };
    }

    // Half the channels of the reader's trunk at most: what a render lacks of a photograph is simple, and every pixel is paid for.
    private static TriplaneNetConfig Small(int resolution, int channels) => new()
    {
        Trunk = resolution < 32
            ? new IrSeConfig { InputChannels = 9, StemWidth = 16, Groups = [new(16, 1), new(16, 1), new(16, 1), new(32, 1)] }
            : new IrSeConfig { InputChannels = 9, StemWidth = 32, Groups = [new(32, 1), new(48, 1), new(64, 1), new(96, 1)] },
        Resolution = resolution,
        PlaneChannels = channels,
        HeadWidth = resolution < 32 ? 16 : 48,
    };
}
