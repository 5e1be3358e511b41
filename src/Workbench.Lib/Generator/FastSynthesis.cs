using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>Synthesis networks of one head at a time without gradients on the CPU: the results of <see cref="SynthesisNetwork"/> and <see cref="SuperResolution"/> up to rounding, in a fraction of the time.</summary>
/// <remarks>
/// Activations lie pixel after pixel, so that every convolution is a matrix product; Winograd's filtering from 32² on; demodulation, noise, bias, activation, clamp
/// and up-sampling happen while values are in registers; tri-grids come out in the order of <see cref="Rendering.PackedTriGrid"/>.
/// </remarks>
public static class FastSynthesis
{
    /// <summary>Whether a network and its styles are covered; otherwise the network's own path runs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ws">[N, ≥ L, K]</param>
    /// <param name="noise">Layer noise.</param>
    /// <param name="planes">Planes that the image will be split into.</param>
    public static bool Supports(SynthesisNetwork network, Tensor ws, NoiseMode noise, int planes = 1) =>
        !is_grad_enabled() && noise != NoiseMode.Random && !network.Observed && Fits(ws) && network.Blocks.All(Fits)
        && network.Config.ImageChannels % (4 * planes) == 0 && ws.dim() == 3 && ws.shape[1] >= network.Config.StyleCount;

    /// <inheritdoc cref="Supports(SynthesisNetwork, Tensor, NoiseMode, int)"/>
    public static bool Supports(SuperResolution network, Tensor ws) =>
        !is_grad_enabled() && network.Config.Noise != NoiseMode.Random && !network.Observed && Fits(ws) && Fits(network.Block0) && Fits(network.Block1);

    /// <summary>Synthesises images, head after head.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ws">[N, ≥ L, K]</param>
    /// <param name="noise">None or constant.</param>
    /// <param name="planes">P: the image channels are P planes of C features of D slices, channel = (plane·C + feature)·D + slice.</param>
    /// <param name="slices">D.</param>
    /// <returns>[N, P, C, D, R, R]; in memory the features of a voxel lie side by side.</returns>
    public static Tensor Synthesize(SynthesisNetwork network, Tensor ws, NoiseMode noise, int planes = 1, int slices = 1)
    {
        using var scope = NewDisposeScope();
        var (heads, features) = (ws.shape[0], network.Config.ImageChannels / (planes * slices));
        var order = arange(network.Config.ImageChannels, ScalarType.Int64).view(planes, features, slices).transpose(1, 2).reshape(-1); // plane, slice, feature
        var images = new List<Tensor>();
        for (var head = 0L; head < heads; head++)
            images.Add(Image(network, ws.narrow(0, head, 1), noise, order, planes)); // [P, R·R, D·C]
        var side = network.Config.Resolution;
        var image = (images.Count == 1 ? images[0].unsqueeze(0) : stack(images)).view(heads, planes, side, side, slices, features);
        return image.permute(0, 1, 5, 4, 2, 3).MoveToOuterDisposeScope();
    }

    /// <summary>Refines neural features, head after head.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rgb">Raw image, [N, 3, r, r].</param>
    /// <param name="features">Neural features, [N, C, r, r].</param>
    /// <param name="ws">[N, L, K]; only the last style is read.</param>
    /// <returns>[N, 3, H, H]</returns>
    public static Tensor Refine(SuperResolution network, Tensor rgb, Tensor features, Tensor ws)
    {
        using var scope = NewDisposeScope();
        var images = new List<Tensor>();
        for (var head = 0L; head < ws.shape[0]; head++)
        {
            using var step = NewDisposeScope();
            var style = ws[(int)head, ^1].unsqueeze(0); // [1, K]
            var (x, image) = (network.Fit(features.narrow(0, head, 1)), network.Fit(rgb.narrow(0, head, 1)));
            var side = (int)x.shape[3];
            var pixels = x.squeeze(0).permute(1, 2, 0).reshape(side * (long)side, x.shape[1]).contiguous(); // [r·r, C]
            foreach (var block in new[] { network.Block0, network.Block1 })
            {
                pixels = FastBlock.Convolve(block, pixels, [style, style], network.Config.Noise);
                image = FastBlock.Colour(block, pixels, image, style);
            }
            images.Add(image.MoveToOuterDisposeScope());
        }
        return cat(images).MoveToOuterDisposeScope();
    }

    private static Tensor Image(SynthesisNetwork network, Tensor ws, NoiseMode noise, Tensor order, int planes)
    {
        using var scope = NewDisposeScope();
        Tensor? x = null, image = null;
        var first = 0;
        foreach (var block in network.Blocks)
        {
            using var step = NewDisposeScope();
            var styles = Enumerable.Range(first, block.ConvCount + block.ImageLayerCount).Select(layer => ws[.., layer]).ToArray(); // [1, K] each
            var next = FastBlock.Convolve(block, x, styles, noise);
            var made = FastBlock.Image(block, next, image, styles[^1], order, planes);
            x?.Dispose();
            image?.Dispose();
            (x, image) = (next.MoveToOuterDisposeScope(), made.MoveToOuterDisposeScope());
            first += block.ConvCount;
        }
        return image!.MoveToOuterDisposeScope();
    }

    private static bool Fits(SynthesisBlock block) =>
        block.Config.Architecture == SynthesisArchitecture.Skip && block.ToRgb is not null && Fits(block.Conv1) && (block.Conv0 is null || Fits(block.Conv0))
        && Fits(block.ToRgb.Weight) && IsStandard(block.Filter) && block.Config.Up is 1 or 2;

    private static bool Fits(SynthesisLayer layer) =>
        layer.Config is { Kernel: 3, Activation: Activation.LeakyRelu, Up: 1 or 2, Resolution: >= 4 } && layer.Config.Resolution % 2 == 0 && layer.Config.InChannels % 4 == 0 && layer.Config.OutChannels % 8 == 0
        && Fits(layer.Weight) && (layer.Config.Up == 1 || IsStandard(layer.Filter));

    private static bool Fits(Tensor tensor) => tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU;

    // The kernels have the filter [1,3,3,1] built in.
    internal static bool IsStandard(Tensor filter)
    {
        using var scope = NewDisposeScope();
        return Fits(filter) && filter.numel() == 16 && filter.allclose(UpFirDn.Filter([1, 3, 3, 1]).view(filter.shape), 1e-6, 1e-8);
    }
}
