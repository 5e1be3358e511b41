using Workbench.Inversion;
using Workbench.Losses;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>The reconstruction losses of encoders (dual-encoder paper, Eq. 5): pixels, perceptual features, identity.</summary>
/// <remarks>Perceptual and identity distances come through <see cref="IFeatureNetwork"/>: LPIPS and ArcFace from the user's files, the demo world's networks, or pixels at several scales.</remarks>
public sealed class EncoderLosses : IDisposable
{
    private readonly EncoderTrainingConfig _config;
    private readonly IFeatureNetwork _perceptual;
    private readonly IFeatureNetwork? _identity;

    /// <summary>Takes over feature networks; disposable ones are disposed with this object.</summary>
    /// <param name="config">Weights.</param>
    /// <param name="perceptual">Perceptual distance.</param>
    /// <param name="identity">Identity distance; null for none.</param>
    public EncoderLosses(EncoderTrainingConfig config, IFeatureNetwork perceptual, IFeatureNetwork? identity)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(perceptual);
        (_config, _perceptual, _identity) = (config, perceptual, identity);
    }

    /// <summary>The losses that a configuration names.</summary>
    /// <param name="config">Weights and files.</param>
    /// <param name="device">Where the networks compute.</param>
    /// <exception cref="CheckpointFormatException">A file is damaged or holds another network.</exception>
    public static EncoderLosses Of(EncoderTrainingConfig config, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        var identity = Identity(config.Identity)?.To(device);
        try
        {
            return new EncoderLosses(config, Perceptual(config.Perceptual, device), identity);
        }
        catch
        {
            identity?.Dispose();
            throw;
        }
    }

    /// <summary>What reports call the distances.</summary>
    public string Name => _identity is null ? $"L2, {_perceptual.Name}" : $"L2, {_perceptual.Name}, {_identity.Name}";

    /// <summary>Compares pictures with photographs.</summary>
    /// <param name="image">Renders, [N, 3, s, s], −1…1.</param>
    /// <param name="target">Photographs, the same shape.</param>
    /// <param name="pixelError">Pixel difference.</param>
    /// <param name="faceSide">Pixels a side at which identity networks see the pictures, which are enlarged if need be; null where no whole face is seen.</param>
    /// <returns>The weighted sum, and its terms without weights: pixel, perceptual, identity (0 without).</returns>
    internal (Tensor Total, Tensor[] Terms) Compare(Tensor image, Tensor target, PixelError pixelError = PixelError.Squared, int? faceSide = null)
    {
        using var scope = NewDisposeScope();
        var pixel = pixelError == PixelError.SmoothAbsolute ? PixelLoss.SmoothAbsolute(image, target) : PixelLoss.Squared(image, target);
        var perceptual = Distance(_perceptual, image, target);
        var total = pixel * _config.PixelWeight + perceptual * _config.PerceptualWeight;
        var identity = _identity is not null && faceSide is { } side && _config.IdentityWeight > 0
            ? Distance(_identity, RefinementPictures.Sized(image, side).clamp(-1.5, 1.5), RefinementPictures.Sized(target, side))
            : zeros_like(pixel).detach();
        total = total + identity * _config.IdentityWeight;
        return (total.MoveToOuterDisposeScope(), [.. new[] { pixel, perceptual, identity }.Select(term => term.detach().MoveToOuterDisposeScope())]);
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        (_perceptual as IDisposable)?.Dispose();
        (_identity as IDisposable)?.Dispose();
    }

    private static IFeatureNetwork Perceptual(string? file, Device device)
    {
        if (file is null)
            return new MultiScalePixels();
        nn.Module network = file == EncoderTrainingConfig.DemoNetwork ? DemoNetworks.Features() : IsDemo(file) ? DemoNetworks.Features(file) : Lpips.Load(file);
        network.to(device);
        return (IFeatureNetwork)network;
    }

    private static IdentityLoss? Identity(string? file) =>
        file is null ? null : file == EncoderTrainingConfig.DemoNetwork ? DemoNetworks.Identity() : IsDemo(file) ? DemoNetworks.Identity(file) : IdentityLoss.Load(file);

    // A network of the demo world says so in its file.
    private static bool IsDemo(string path)
    {
        using var file = WeightFile.Open(path);
        return file.Metadata.TryGetValue(NetworkFile.FormatKey, out var format) && format.StartsWith("workbench.demo-", StringComparison.Ordinal);
    }

    private static Tensor Distance(IFeatureNetwork network, Tensor image, Tensor target)
    {
        Tensor wanted;
        using (no_grad())
            wanted = network.Features(target); // [N, F]
        return (network.Features(image) - wanted).square().sum(1).mean();
    }
}
