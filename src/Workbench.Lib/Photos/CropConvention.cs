namespace Workbench.Photos;

/// <summary>How a head is cut out of a photograph. The conventions differ in scale and centre by about a fifth of the picture: a camera of one never fits a crop of another.</summary>
public enum CropConvention
{
    /// <summary>EG3D, FFHQ and LPFF labels: five landmarks, Deep3DFaceRecon alignment, centre 700 of 1024; no rotation in the picture.</summary>
    Eg3d,

    /// <summary>PanoHead: 68 landmarks, FFHQ quad, re-centred and rescaled by the fitted pose, a tenth of margin; turned with the eyes.</summary>
    PanoHead,

    /// <summary>So that a generator's own head, seen by a camera at its usual distance, covers the head of the photograph: found from points and refined against the generator; turned upright.</summary>
    Fitted,
}
