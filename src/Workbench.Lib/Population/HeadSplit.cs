namespace Workbench.Population;

/// <summary>Which part of the population a head belongs to. The seed ranges are fixed for ever and do not meet.</summary>
public enum HeadSplit
{
    /// <summary>Seeds 0…2³¹ − 1.</summary>
    Train,

    /// <summary>Seeds 2³¹…2³¹ + 2³⁰ − 1.</summary>
    Validation,

    /// <summary>Seeds 2³¹ + 2³⁰…2³² − 1.</summary>
    Test,
}

/// <summary>Where the cameras of a set of pictures stand.</summary>
public enum PoseDistribution
{
    /// <summary>As photographs are taken: yaw normal with deviation 25°, cut at ±90°, one in eight uniform in ±90°; pitch normal with deviation 8°, cut at ±20°.</summary>
    Portrait,

    /// <summary>Yaw uniform over the whole turn, pitch uniform in ±30°: multi-view truth.</summary>
    Uniform,
}

/// <summary>A photograph of the population.</summary>
/// <param name="Seed">The head's seed.</param>
/// <param name="Head">The head.</param>
/// <param name="Details">What only this photograph shows.</param>
/// <param name="Camera">Where the camera truly stood.</param>
/// <param name="Label">Where the label says it stood.</param>
public sealed record HeadPhoto(uint Seed, HeadSpec Head, PhotoDetails Details, Cameras.Camera Camera, Cameras.Camera Label);
