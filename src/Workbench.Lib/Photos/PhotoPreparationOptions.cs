using System.Numerics;
using Workbench.Display;

namespace Workbench.Photos;

/// <summary>What is known of a photograph, and how it shall be prepared.</summary>
public sealed record PhotoPreparationOptions
{
    /// <summary>Points or a box by hand; null asks <see cref="Landmarks"/>.</summary>
    public HeadPoints? Points { get; init; }

    /// <summary>The 68 landmarks, for PanoHead's convention.</summary>
    public IReadOnlyList<Vector2>? SixtyEight { get; init; }

    /// <summary>A head pose fitted by 3DDFA in the quad of the 68 landmarks; null guesses it from the landmarks.</summary>
    public FittedHeadPose? FittedPose { get; init; }

    /// <summary>A detector for photographs without points.</summary>
    public IFaceLandmarks? Landmarks { get; init; }

    /// <summary>Bright where the head is, as large as the photograph; null asks <see cref="Matting"/>.</summary>
    public Picture? Mask { get; init; }

    /// <summary>A network that makes the mask; none when null.</summary>
    public IMatting? Matting { get; init; }

    /// <summary>How the head is cut out.</summary>
    public CropConvention Convention { get; init; } = CropConvention.Fitted;

    /// <summary>Pixels a side of the crop.</summary>
    public int Size { get; init; } = 512;

    /// <summary>What replaces the background where there is a mask; null keeps the photograph's.</summary>
    public BackgroundColour? Background { get; init; } = BackgroundColour.White;

    /// <summary>Whether the pose is refined against the generator (<see cref="CropConvention.Fitted"/> only).</summary>
    public bool Refine { get; init; } = true;

    /// <summary>How.</summary>
    public PoseRefinementConfig Refinement { get; init; } = new();
}
