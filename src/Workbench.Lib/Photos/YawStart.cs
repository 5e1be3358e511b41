namespace Workbench.Photos;

/// <summary>One start of the search for the yaw.</summary>
/// <param name="FromDegrees">Where it began.</param>
/// <param name="ToDegrees">Where it ended.</param>
/// <param name="Loss">Its loss there.</param>
public readonly record struct YawStart(double FromDegrees, double ToDegrees, double Loss);
