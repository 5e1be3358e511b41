namespace Workbench.Cameras;

/// <summary>The pinhole of a camera in units of the image size: focal lengths, principal point and skew.</summary>
/// <param name="FocalX">Focal length divided by the image width.</param>
/// <param name="FocalY">Focal length divided by the image height.</param>
/// <param name="CentreX">Principal point, 0 left edge … 1 right edge.</param>
/// <param name="CentreY">Principal point, 0 top edge … 1 bottom edge.</param>
/// <param name="Skew">Shift of x for one unit of y, divided by the image width; 0 for real cameras.</param>
public readonly record struct Intrinsics(float FocalX, float FocalY, float CentreX = 0.5f, float CentreY = 0.5f, float Skew = 0)
{
    /// <summary>The focal length of all labels that PanoHead was trained with: 4.2647 image widths, a field of view of about 13.4° across.</summary>
    public static Intrinsics Standard { get; } = new(4.2647f, 4.2647f);

    /// <summary>The pinhole that the scripts compute from their field-of-view option.</summary>
    /// <remarks>
    /// f = 1 / (tan(degrees · 3.14159 / 360) · 1.414), with exactly these truncated constants: 18.837 gives 4.26339, nearly the standard.
    /// The factor √2 makes the angle that of the image diagonal. PanoHead's <c>gen_samples</c> declares the option as an integer, so its default of 18.837 acts as 18 (focal length 4.46517): pass 18 to reproduce its pictures.
    /// </remarks>
    /// <param name="degrees">Field of view, above 0 and below 180.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle lies outside that range.</exception>
    public static Intrinsics FromFieldOfView(double degrees)
    {
        if (!(degrees > 0 && degrees < 180))
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "A field of view lies between 0 and 180 degrees.");
        var focal = (float)(1 / (Math.Tan(degrees * 3.14159 / 360) * 1.414));
        return new Intrinsics(focal, focal);
    }

    /// <summary>Turns a pinhole in pixels, as calibration tools report it, into units of the image size.</summary>
    /// <param name="focalX">Focal length in pixels.</param>
    /// <param name="focalY">Focal length in pixels.</param>
    /// <param name="centreX">Principal point in pixels from the left edge of the first pixel.</param>
    /// <param name="centreY">Principal point in pixels from the top edge of the first pixel.</param>
    /// <param name="width">Image width in pixels.</param>
    /// <param name="height">Image height in pixels.</param>
    /// <param name="skew">Skew in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A focal length or a size is not positive.</exception>
    public static Intrinsics FromPixels(double focalX, double focalY, double centreX, double centreY, int width, int height, double skew = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(focalX);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(focalY);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return new Intrinsics((float)(focalX / width), (float)(focalY / height), (float)(centreX / width), (float)(centreY / height), (float)(skew / width));
    }

    /// <summary>The same pinhole in pixels of an image; read the properties as pixels.</summary>
    /// <param name="width">Image width in pixels.</param>
    /// <param name="height">Image height in pixels.</param>
    public Intrinsics ToPixels(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return new Intrinsics(FocalX * width, FocalY * height, CentreX * width, CentreY * height, Skew * width);
    }

    /// <summary>The angle between the left and the right edge of the image, in degrees.</summary>
    public double HorizontalFieldOfViewDegrees =>
        (Math.Atan(CentreX / (double)FocalX) + Math.Atan((1 - CentreX) / (double)FocalX)) * 180 / Math.PI;

    /// <summary>The nine numbers of the label, row by row.</summary>
    internal void WriteTo(Span<float> label)
    {
        label.Clear();
        label[0] = FocalX;
        label[1] = Skew;
        label[2] = CentreX;
        label[4] = FocalY;
        label[5] = CentreY;
        label[8] = 1;
    }
}
