namespace Workbench.Training;

/// <summary>Planes that a step of an encoder's training made, without gradients.</summary>
/// <param name="Codes">[N, L, K]</param>
/// <param name="Planes">[N, P·C·D, H, W]</param>
/// <param name="Mask">Under which the discriminator judged them, [N, P·C·D, H, W]; null where it did not, or judges everything.</param>
internal sealed record JudgedPlanes(Tensor Codes, Tensor Planes, Tensor? Mask);
