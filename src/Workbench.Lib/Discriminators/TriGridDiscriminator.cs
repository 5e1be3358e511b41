using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Discriminators;

/// <summary>Tells encoded head planes from synthesised ones, patch by patch (paper, Table 6 and §3.3); with 3 channels it judges pictures (Table 3).</summary>
/// <remarks>
/// Five 3×3 convolutions without bias, leaky ReLU 0.2, batch normalisation before the second to the fourth activation; the logits of all patches are averaged to one score. "AvgPool(1)" of the table
/// is the average to 1×1, since the score is [N, 1]. At stride 1 a patch is 11×11 cells and a 256² tri-grid costs about 113 GMAC a sample.
/// In training mode the batch is normalised by its own statistics, so real and fake samples are scored in two calls.
/// <code>
/// using var discriminator = new TriGridDiscriminator(TriGridDiscriminatorConfig.Paper);
/// using var real = discriminator.Score(synthesised, occluded);   // [N, 288, 256, 256] and a mask; [N, 1]
/// using var fake = discriminator.Score(encoded.detach(), occluded);
/// using var loss = AdversarialLoss.Discriminator(real, fake);
/// </code>
/// </remarks>
public sealed class TriGridDiscriminator : nn.Module<Tensor, Tensor>
{
    private const double Slope = 0.2;

    [ComponentName(Name = "net")]
    private readonly Sequential _net;

    /// <summary>Creates a discriminator with initial weights.</summary>
    /// <exception cref="ArgumentException">The configuration contradicts itself; the message lists every problem.</exception>
    public TriGridDiscriminator(TriGridDiscriminatorConfig config)
        : base(nameof(TriGridDiscriminator))
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        Config = config;
        var layers = new List<nn.Module<Tensor, Tensor>> { Convolution(config.Channels, config.Width), nn.LeakyReLU(Slope) };
        var width = config.Width;
        for (var i = 0; i < 3; i++, width *= 2)
            layers.AddRange([Convolution(width, 2 * width, config.Stride), nn.BatchNorm2d(2 * width), nn.LeakyReLU(Slope)]);
        layers.Add(Convolution(width, 1, padding: 0));
        _net = nn.Sequential(layers);
        RegisterComponents();
    }

    /// <summary>Shape of the discriminator.</summary>
    public TriGridDiscriminatorConfig Config { get; }

    /// <summary>One score a sample.</summary>
    /// <param name="planes">Planes as one image (<see cref="TriGrid.ToChannels"/>) or pictures, [N, C, H, W].</param>
    /// <returns>Raw scores, [N, 1].</returns>
    public override Tensor forward(Tensor planes)
    {
        using var scope = NewDisposeScope();
        return Logits(planes).mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>One score a sample, of the part that a mask leaves.</summary>
    /// <param name="planes">[N, C, H, W]</param>
    /// <param name="mask">1 where planes are judged, [N, C, H, W] or anything that broadcasts to it; null judges everything ("w/o triplane occlusion").</param>
    /// <returns>Raw scores, [N, 1].</returns>
    public Tensor Score(Tensor planes, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        return forward(mask is null ? planes : Mask(planes, mask)).MoveToOuterDisposeScope();
    }

    /// <summary>One score a head, of the part that a mask leaves.</summary>
    /// <param name="head">Planes whose P·C·D channels the discriminator was built for.</param>
    /// <param name="mask">1 where planes are judged, [N, P, C, D, H, W] or [N, P, 1, D, H, W]; null judges everything.</param>
    /// <returns>Raw scores, [N, 1].</returns>
    public Tensor Score(TriGrid head, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(head);
        using var scope = NewDisposeScope();
        if (mask is null)
            return forward(head.ToChannels()).MoveToOuterDisposeScope();
        var s = head.Features.shape;
        Shape.Check(mask, "N P F D H W", [("N", s[0]), ("P", s[1]), ("D", s[3]), ("H", s[4]), ("W", s[5])], $"F is {s[2]} or 1.");
        if (mask.shape[2] != 1 && mask.shape[2] != s[2])
            throw new ArgumentException($"mask: it has {mask.shape[2]} features, the planes have {s[2]}; give 1 or {s[2]}.", nameof(mask));
        var visible = head.Features * mask; // [N, P, C, D, H, W]
        return forward(visible.reshape(s[0], s[1] * s[2] * s[3], s[4], s[5])).MoveToOuterDisposeScope();
    }

    /// <summary>The score of every patch.</summary>
    /// <param name="planes">[N, C, H, W]</param>
    /// <returns>[N, 1, H − 2, W − 2] at stride 1.</returns>
    public Tensor Logits(Tensor planes)
    {
        var least = Config.Stride == 1 ? 3 : 17;
        var sizes = Shape.Check(planes, "N C H W", [("C", Config.Channels)], Config.Channels == 3 ? "It judges RGB pictures." : "Flatten planes with TriGrid.ToChannels().");
        if (sizes[2] < least || sizes[3] < least)
            throw new ArgumentException($"planes: at least {least} cells a side are needed, got {sizes[2]}×{sizes[3]}.", nameof(planes));
        return _net.call(planes);
    }

    private static Tensor Mask(Tensor planes, Tensor mask)
    {
        var (p, m) = (planes.shape, mask.shape);
        for (var axis = 0; axis < 4; axis++)
            if (p.Length != 4 || m.Length != 4 || (m[axis] != 1 && m[axis] != p[axis]))
                throw new ArgumentException($"mask: [{string.Join(", ", m)}] does not fit planes [{string.Join(", ", p)}]; each size is that of the planes or 1.", nameof(mask));
        return planes * mask;
    }

    private static Conv2d Convolution(long inputs, long outputs, int stride = 1, int padding = 1) => nn.Conv2d(inputs, outputs, 3, stride, padding, bias: false);
}
