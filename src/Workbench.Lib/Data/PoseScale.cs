namespace Workbench.Data;

/// <summary>Brings fitted camera poses to the distance generators expect (the two corrections of EG3D's data tools).</summary>
public static class PoseScale
{
    /// <summary>Distance of the cameras of EG3D and PanoHead, world units.</summary>
    public const double Radius = 2.7;

    // The point inside the head that EG3D's "cor" correction turns cameras about, world units.
    private static readonly double[] HeadCentre = [0, 0, 0.175];

    /// <summary>The camera at distance 2.7 from the origin, in its direction ("orig"; LPFF's labels, too).</summary>
    /// <param name="cameraToWorld">16 numbers, row-major.</param>
    /// <returns>16 numbers; the rotation is unchanged.</returns>
    /// <exception cref="ArgumentException">There are not 16 numbers, or the camera stands in the point.</exception>
    public static double[] AboutOrigin(ReadOnlySpan<double> cameraToWorld) => About(cameraToWorld, [0, 0, 0]);

    /// <summary>The camera at distance 2.7 from the point (0, 0, 0.175), in its direction ("cor").</summary>
    /// <param name="cameraToWorld">16 numbers, row-major.</param>
    /// <returns>16 numbers; the rotation is unchanged.</returns>
    /// <exception cref="ArgumentException">There are not 16 numbers, or the camera stands in the point.</exception>
    public static double[] AboutHead(ReadOnlySpan<double> cameraToWorld) => About(cameraToWorld, HeadCentre);

    private static double[] About(ReadOnlySpan<double> cameraToWorld, ReadOnlySpan<double> centre)
    {
        if (cameraToWorld.Length != 16)
            throw new ArgumentException($"cameraToWorld: expected 16 numbers, got {cameraToWorld.Length}.", nameof(cameraToWorld));
        var pose = cameraToWorld.ToArray();
        double[] offset = [pose[3] - centre[0], pose[7] - centre[1], pose[11] - centre[2]];
        var distance = Math.Sqrt(offset[0] * offset[0] + offset[1] * offset[1] + offset[2] * offset[2]);
        if (!(distance > 0))
            throw new ArgumentException("cameraToWorld: the camera stands in the centre; it has no direction from there.", nameof(cameraToWorld));
        for (var i = 0; i < 3; i++)
            pose[4 * i + 3] = centre[i] + offset[i] * (Radius / distance);
        return pose;
    }
}
