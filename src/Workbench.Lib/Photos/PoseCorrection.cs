namespace Workbench.Photos;

/// <summary>Which of EG3D's two corrections brings a fitted camera to distance 2.7.</summary>
public enum PoseCorrection
{
    /// <summary>About the origin ("orig"; also the labels of LPFF).</summary>
    AboutOrigin,

    /// <summary>About the point (0, 0, 0.175) ("cor").</summary>
    AboutHead,
}
