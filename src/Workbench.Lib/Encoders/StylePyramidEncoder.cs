using TorchSharp.Modules;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Trunk, feature pyramid and style heads that pSp and e4e have in common.</summary>
/// <remarks>p2 = up(c3) + lateral(c2), p1 = up(p2) + lateral(c1); up is bilinear with aligned corners, to the exact size of the lateral map (Lin et al. 2017).</remarks>
public abstract class StylePyramidEncoder : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _lateralMiddle;
    private readonly Conv2d _lateralFine;
    private readonly ModuleList<GradualStyleBlock> _styles = new();

    private protected StylePyramidEncoder(string name, StylePyramidConfig config)
        : base(name)
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException($"{name}: " + string.Join(' ', problems), nameof(config));
        Config = config;
        Trunk = new IrSeTrunk(config.Trunk);
        var (groups, sides) = (config.Trunk.Groups, config.MapSides);
        for (var i = 0; i < config.StyleCount; i++)
            _styles.Add(new GradualStyleBlock(config.Trunk.Width, config.StyleWidth, config.LevelOf(i) switch { 0 => sides.Coarse, 1 => sides.Middle, _ => sides.Fine }));
        _lateralMiddle = nn.Conv2d(groups[^2].Width, config.Trunk.Width, 1);
        _lateralFine = nn.Conv2d(groups[^3].Width, config.Trunk.Width, 1);
        register_module("input_layer", Trunk.Stem);
        register_module("body", Trunk.Body);
        register_module("styles", _styles);
        register_module("latlayer1", _lateralMiddle);
        register_module("latlayer2", _lateralFine);
    }

    /// <summary>Shape of the encoder.</summary>
    public StylePyramidConfig Config { get; }

    /// <summary>The trunk; <see cref="IrSeTrunk.Load"/> gives it the weights of an identity network.</summary>
    public IrSeTrunk Trunk { get; }

    /// <summary>The maps that the codes are read from.</summary>
    /// <param name="image">[N, 3, H, H], −1…1, H at most the configured resolution.</param>
    /// <exception cref="ArgumentException">The picture has another shape or range of values.</exception>
    public FeaturePyramid Pyramid(Tensor image)
    {
        var sizes = ImageCheck.Signed(image, Config.Trunk.InputChannels);
        ImageCheck.Side(sizes, Config.ImageResolution, Config.Trunk.Stride, nameof(image));
        using var scope = NewDisposeScope();
        var groups = Trunk.Features(image).Groups;
        var middle = UpsampleAdd(groups[^1], _lateralMiddle.call(groups[^2]));
        var fine = UpsampleAdd(middle, _lateralFine.call(groups[^3]));
        return new FeaturePyramid(groups[^1], middle, fine).MoveToOuterDisposeScope();
    }

    /// <summary>Enlarges a map bilinearly with aligned corners and adds it to another.</summary>
    /// <param name="x">[N, C, h, w]</param>
    /// <param name="lateral">[N, C, H, W]</param>
    /// <returns>[N, C, H, W]</returns>
    public static Tensor UpsampleAdd(Tensor x, Tensor lateral)
    {
        Shape.Check(x, "N C h w");
        Shape.Check(lateral, "N C H W", [("N", x.shape[0]), ("C", x.shape[1])]);
        using var scope = NewDisposeScope();
        var size = new[] { lateral.shape[2], lateral.shape[3] };
        return (nn.functional.interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: true) + lateral).MoveToOuterDisposeScope();
    }

    // All parts are registered above under the published names; a network that owns this one would otherwise register the fields again.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    /// <summary>The code of one head, [N, K].</summary>
    private protected Tensor Style(int index, FeaturePyramid pyramid) => _styles[index].call(pyramid[Config.LevelOf(index)]);
}
