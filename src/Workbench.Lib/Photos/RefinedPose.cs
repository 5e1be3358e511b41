using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Photos;

/// <summary>What the refinement of a pose found.</summary>
/// <param name="Placement">How the head lies in the photograph; <see cref="HeadPlacement.Crop"/> and <see cref="HeadPlacement.Camera"/> belong together.</param>
/// <param name="Head">The head it was found with: an average one, moved along a few directions of W. No inversion, but a start for one.</param>
/// <param name="Render">That head seen by the refined camera, [1, 3, r, r], −1…1.</param>
/// <param name="Loss">Sum of squared residuals; smaller is better, comparable for one photograph only.</param>
/// <param name="Starts">Every yaw that was tried, where it led, and its loss before the head could change.</param>
/// <param name="Warnings">What the user should look at.</param>
public sealed record RefinedPose(HeadPlacement Placement, Latents Head, Tensor Render, double Loss, IReadOnlyList<YawStart> Starts, IReadOnlyList<string> Warnings) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Head.Codes, Render];
}
