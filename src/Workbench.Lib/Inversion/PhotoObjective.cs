using Workbench.Losses;
using Workbench.Ops;

namespace Workbench.Inversion;

/// <summary>Loss terms of one evaluation, differentiable, and the picture they were taken from.</summary>
internal sealed record StepLoss(Tensor Total, Tensor Pixel, Tensor Perceptual, Tensor? CodeDistance, Tensor? NoiseCorrelation, Tensor Image)
{
    /// <summary>The numbers. Waits for the device, once.</summary>
    public InversionLosses Read()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var zero = zeros_like(Total);
        var terms = stack([Total, Pixel, Perceptual, CodeDistance ?? zero, NoiseCorrelation ?? zero]).to(ScalarType.Float64).cpu().data<double>();
        return new InversionLosses(terms[0], terms[1], terms[2], terms[3], terms[4]);
    }
}

/// <summary>Compares pictures with the photograph: pixels at full size, features at a limited one.</summary>
internal sealed class PhotoObjective
{
    private readonly IFeatureNetwork _features;
    private readonly int _featureSide;
    private readonly Tensor _image;
    private readonly Tensor? _mask;
    private readonly Tensor _target;

    /// <summary>Prepares the photograph; its tensors belong to the current dispose scope.</summary>
    public PhotoObjective(Photo photo, IFeatureNetwork features, int side, int featureSide, Device device)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        (_features, _featureSide) = (features, featureSide);
        _mask = photo.Mask is null ? null : Resize.Bilinear(photo.Mask.to(device), side, side, antialias: true).MoveToOuterDisposeScope(); // [1, 1, H, H]
        _image = Masked(Resize.Bilinear(photo.Image.to(device), side, side, antialias: true)).MoveToOuterDisposeScope(); // [1, 3, H, H]
        _target = Features(_image).MoveToOuterDisposeScope(); // [1, F]
    }

    /// <summary>Mean squared difference of pixels and squared difference of features; under the mask if there is one.</summary>
    /// <param name="image">[1, 3, H, H], −1…1.</param>
    public (Tensor Pixel, Tensor Perceptual) Compare(Tensor image)
    {
        using var scope = NewDisposeScope();
        var visible = Masked(image);
        var pixel = (_image - visible).square().mean();
        var perceptual = (_target - Features(visible)).square().sum();
        return (pixel.MoveToOuterDisposeScope(), perceptual.MoveToOuterDisposeScope());
    }

    private Tensor Masked(Tensor image) => _mask is null ? image.alias() : image * _mask;

    private Tensor Features(Tensor image)
    {
        using var scope = NewDisposeScope();
        var small = image.shape[2] > _featureSide ? Resize.Area(image, _featureSide, _featureSide) : image.alias();
        var features = _features.Features(small);
        Shape.Check(features, "N F", [("N", 1)], $"The feature network '{_features.Name}' must return one vector a picture.");
        return features.alias().MoveToOuterDisposeScope();
    }
}
