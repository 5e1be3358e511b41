using Workbench.Cameras;

namespace Workbench.Photos;

/// <summary>A head pose that 3DDFA fitted inside the first quad.</summary>
/// <param name="Rotation">R, world to camera, without scale.</param>
/// <param name="Scale">s: 1 where the face has the canonical size in the quad.</param>
/// <param name="OffsetX">Fitted translation to the right, in halves of the quad's side.</param>
/// <param name="OffsetY">Fitted translation upwards, in halves of the quad's side.</param>
/// <param name="YawDegrees">Of R, as the fitter reports it.</param>
/// <param name="PitchDegrees">Of R.</param>
/// <param name="RollDegrees">Of R.</param>
public readonly record struct FittedHeadPose(Matrix3 Rotation, double Scale, double OffsetX, double OffsetY, double YawDegrees, double PitchDegrees, double RollDegrees);
