using Workbench.Ops;

namespace Workbench.Discriminators;

/// <summary>What a discriminator judges.</summary>
/// <param name="Image">[N, 3, H, H], −1…1.</param>
/// <param name="ImageRaw">Neural rendering or its equal for photographs, [N, 3, r, r], −1…1.</param>
/// <param name="Mask">Opacity of the head, [N, 1, s, s], 0…1; null where the discriminator reads none.</param>
public sealed record DiscriminatorInput(Tensor Image, Tensor ImageRaw, Tensor? Mask) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Image, ImageRaw, Mask];
}
