using Workbench.Ops;

namespace Workbench.Training;

/// <summary>An edit whose transition is missing, and what the finished one is compared with. V views: from the front, from the reference's camera, from anywhere.</summary>
/// <param name="Input">What the encoder sees: the hard fusion from the front, [1, 3, R, R].</param>
/// <param name="Base">Planes of the edit without its transition, K·T + A·R, [1, P·C·D, H, W].</param>
/// <param name="Share">Weight of the transition, J, [1, P·C·D, H, W].</param>
/// <param name="Blend">Planes of the edit whose transition is a soft blend, [1, P·C·D, H, W].</param>
/// <param name="TargetCodes">Dress what is kept, [1, L, K].</param>
/// <param name="ReferenceCodes">Dress what is taken, [1, L, K].</param>
/// <param name="Cameras">[V, 25]</param>
/// <param name="Target">Pictures of the target, [V, 3, R, R].</param>
/// <param name="Reference">Pictures of the reference, [V, 3, R, R].</param>
/// <param name="Keep">1 where the target is kept, [V, 1, R, R].</param>
/// <param name="Take">1 where the reference is taken, [V, 1, R, R].</param>
/// <param name="Name">Seeds of the two heads.</param>
internal sealed record FusionPair(
    Tensor Input, Tensor Base, Tensor Share, Tensor Blend, Tensor TargetCodes, Tensor ReferenceCodes, Tensor Cameras, Tensor Target, Tensor Reference, Tensor Keep, Tensor Take, string Name) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Input, Base, Share, Blend, TargetCodes, ReferenceCodes, Cameras, Target, Reference, Keep, Take];
}
