namespace Workbench.Training;

/// <summary>Names of the random streams of the objective.</summary>
public static class ObjectiveStreams
{
    /// <summary>Which heads are mapped with the camera of another.</summary>
    public const string ConditionSwap = "condition-swap";

    /// <summary>Which heads stand before the background of another.</summary>
    public const string BackgroundSwap = "background-swap";

    /// <summary>Where and whether styles are mixed, and the codes to mix in.</summary>
    public const string StyleMixing = "style-mixing";

    /// <summary>Points, offsets and directions of the density penalty.</summary>
    public const string DensityPoints = "density-points";
}
