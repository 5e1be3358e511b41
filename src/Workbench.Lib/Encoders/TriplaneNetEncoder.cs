using TorchSharp.Modules;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Second stage of TriPlaneNet (Bhattarai et al. 2023): refines the planes of a style code with what its render still lacks of the photo.</summary>
/// <remarks>
/// Trunk over render and differences, a decoder with skips up to the planes' resolution, a head of three convolutions. Version 1 returns offsets, version 2 reads the planes and adds its head's output to them:
/// <see cref="forward"/> gives the refined planes in both. Inputs come detached from the first stage.
/// <code>
/// using var refine = new TriplaneNetEncoder(TriplaneNetConfig.Paper);
/// refine.eval();
/// using var grad = no_grad();
/// using var seen = cat([render, photo - render, mirroredPhoto - mirroredRender], 1);   // [N, 9, 256, 256]
/// using var planes = refine.forward(seen, grid.ToChannels());                           // [N, 288, 256, 256]
/// using var refined = TriGrid.FromChannels(planes, 3, PlaneAxes.PanoHead, grid.BoxSize);
/// </code>
/// </remarks>
public sealed class TriplaneNetEncoder : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly SkipUpsampling[] _ups;
    private readonly Sequential _head;

    /// <summary>Creates a network with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public TriplaneNetEncoder(TriplaneNetConfig config)
        : base(nameof(TriplaneNetEncoder))
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException($"{nameof(TriplaneNetEncoder)}: " + string.Join(' ', problems), nameof(config));
        Config = config;
        Trunk = new IrSeTrunk(config.Trunk);
        register_module("input_layer", Trunk.Stem);
        register_module("body", Trunk.Body);
        var (groups, widths) = (config.Trunk.Groups, config.DecoderWidths);
        _ups = new SkipUpsampling[4];
        for (var i = 0; i < 4; i++)
        {
            var below = i == 0 ? groups[3].Width : config.Enlarged(widths[i - 1]);
            _ups[i] = new SkipUpsampling(groups[3 - i].Width + below, widths[i], config.Upsampling, i == 0 ? 1 : 2);
            register_module($"up{i + 1}", _ups[i]);
        }
        var (planes, hidden) = (config.PlaneChannels, config.HeadWidth ?? config.PlaneChannels);
        _head = nn.Sequential(
            nn.Conv2d(config.HeadInputs, hidden, 3, padding: 1), nn.PReLU(hidden), nn.Conv2d(hidden, hidden, 3, padding: 1), nn.PReLU(hidden), nn.Conv2d(hidden, planes, 1));
        register_module(config.Version == TriplaneNetVersion.V1 ? "final_head" : "final_head_two", _head);
    }

    /// <summary>Shape of the network.</summary>
    public TriplaneNetConfig Config { get; }

    /// <summary>The trunk; <see cref="IrSeTrunk.Load"/> gives it the weights of an identity network.</summary>
    public IrSeTrunk Trunk { get; }

    /// <summary>The refined planes.</summary>
    /// <param name="images">Version 1: render ŷ and x − ŷ, [N, 6, H, H]; version 2 also the mirrored difference, [N, 9, H, H]. H is the planes' side.</param>
    /// <param name="planes">Planes of the style code in storage order, [N, P·C·D, H, H].</param>
    /// <returns>[N, P·C·D, H, H]</returns>
    /// <exception cref="ArgumentException">An input has another shape or range of values.</exception>
    public override Tensor forward(Tensor images, Tensor planes)
    {
        ArgumentNullException.ThrowIfNull(planes);
        using var scope = NewDisposeScope();
        return (planes + Offsets(images, planes)).MoveToOuterDisposeScope();
    }

    /// <summary>What is added to the planes; for version 1 the published network's own output.</summary>
    /// <param name="images">As in <see cref="forward"/>.</param>
    /// <param name="planes">As in <see cref="forward"/>; version 1 does not need them.</param>
    /// <returns>[N, P·C·D, H, H]</returns>
    public Tensor Offsets(Tensor images, Tensor? planes = null)
    {
        var v1 = Config.Version == TriplaneNetVersion.V1;
        var sizes = ImageCheck.Signed(images, Config.Trunk.InputChannels, v1 ? "render and difference" : "render, difference and mirrored difference");
        ImageCheck.Side(sizes, Config.Resolution, Config.Trunk.Stride, nameof(images));
        if (planes is not null)
            Shape.Check(planes, "N C H W", [("N", sizes[0]), ("C", Config.PlaneChannels), ("H", sizes[2]), ("W", sizes[3])], "Planes come as the generator makes them, before they are split; see TriGrid.ToChannels.");
        else if (!v1)
            throw new ArgumentNullException(nameof(planes), "Version 2 reads the planes it refines.");
        using var scope = NewDisposeScope();
        var decoded = Decode(images);
        return Finish(v1 ? decoded : cat([planes!, decoded], 1)).MoveToOuterDisposeScope();
    }

    // All parts are registered above under the published names; a network that owns this one would otherwise register the fields again.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private Tensor Finish(Tensor x)
    {
        if (!Inference.Supports(_head, x))
            return _head.call(x);
        using var scope = NewDisposeScope();
        x = Inference.Convolve(x, (Conv2d)_head[0], slopes: ((PReLU)_head[1]).weight);
        x = Inference.Convolve(x, (Conv2d)_head[2], slopes: ((PReLU)_head[3]).weight);
        return Inference.Convolve(x, (Conv2d)_head[4]).contiguous().MoveToOuterDisposeScope(); // channel after channel, as generators make planes
    }

    // [N, C, H, H] at the planes' resolution.
    private Tensor Decode(Tensor images)
    {
        using var scope = NewDisposeScope();
        var features = Trunk.Features(images);
        var x = _ups[0].call(features.Deepest, features.LastGroupEntry);
        for (var i = 1; i < 4; i++)
            x = _ups[i].call(x, features.Groups[3 - i]);
        return SkipUpsampling.Enlarge(x, Config.Upsampling, 2).MoveToOuterDisposeScope();
    }
}
