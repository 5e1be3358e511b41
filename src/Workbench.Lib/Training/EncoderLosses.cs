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

    /// <summary>What the losses see of photographs.</summary>
    /// <param name="target">Photographs, [N, 3, s, s], −1…1.</param>
    /// <param name="faceSide">Pixels a side at which identity networks see the pictures, which are enlarged if need be; null where no whole face is seen.</param>
    internal SeenPictures See(Tensor target, int? faceSide = null)
    {
        using var grad = no_grad();
        var identity = _config.IdentityWeight > 0 && faceSide is not null ? _identity : null;
        using var scope = NewDisposeScope();
        var side = faceSide ?? 0;
        return new SeenPictures(
            target.alias().MoveToOuterDisposeScope(), _perceptual.Features(target).MoveToOuterDisposeScope(),
            identity?.Features(RefinementPictures.Sized(target, side)).MoveToOuterDisposeScope(), side);
    }

    /// <summary>Compares pictures with photographs.</summary>
    /// <param name="image">Renders, [N, 3, s, s], −1…1.</param>
    /// <param name="target">What <see cref="See"/> made of the photographs.</param>
    /// <param name="pixelError">Pixel difference.</param>
    /// <returns>The weighted sum, and its terms without weights: pixel, perceptual, identity (0 without).</returns>
    internal (Tensor Total, Tensor[] Terms) Compare(Tensor image, SeenPictures target, PixelError pixelError = PixelError.Squared)
    {
        using var scope = NewDisposeScope();
        var pixel = pixelError == PixelError.SmoothAbsolute ? PixelLoss.SmoothAbsolute(image, target.Image) : PixelLoss.Squared(image, target.Image);
        var perceptual = Distance(_perceptual, image, target.Perceptual);
        var total = pixel * _config.PixelWeight + perceptual * _config.PerceptualWeight;
        var identity = target.Identity is { } wanted
            ? Distance(_identity!, RefinementPictures.Sized(image, target.FaceSide).clamp(-1.5, 1.5), wanted)
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

    /// <summary>The perceptual network of a file, of the demo world, or plain pixels.</summary>
    internal static IFeatureNetwork Perceptual(string? file, Device device)
    {
        if (file is null)
            return new MultiScalePixels();
        nn.Module network = file == EncoderTrainingConfig.DemoNetwork ? DemoNetworks.Features() : IsDemo(file) ? DemoNetworks.Features(file) : Lpips.Load(file);
        network.to(device);
        return (IFeatureNetwork)network;
    }

    /// <summary>The identity network of a file or of the demo world, or none.</summary>
    internal static IdentityLoss? Identity(string? file) =>
        file is null ? null : file == EncoderTrainingConfig.DemoNetwork ? DemoNetworks.Identity() : IsDemo(file) ? DemoNetworks.Identity(file) : IdentityLoss.Load(file);

    // A network of the demo world says so in its file.
    private static bool IsDemo(string path)
    {
        using var file = WeightFile.Open(path);
        return file.Metadata.TryGetValue(NetworkFile.FormatKey, out var format) && format.StartsWith("workbench.demo-", StringComparison.Ordinal);
    }

    // Mean over the batch of the squared distance to features [N, F].
    private static Tensor Distance(IFeatureNetwork network, Tensor image, Tensor wanted) => (network.Features(image) - wanted).square().sum(1).mean();
}
