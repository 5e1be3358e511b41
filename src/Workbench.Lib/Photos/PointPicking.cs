using Workbench.Display;

namespace Workbench.Photos;

/// <summary>Points of a head by clicks in a notebook.</summary>
public static class PointPicking
{
    /// <summary>The photograph to click on; the text below it is what <see cref="HeadPoints.Parse"/> reads. Skip what is hidden by choosing the next name.</summary>
    /// <param name="photo">The photograph.</param>
    public static Figure Pick(Picture photo) => Figures.PointPicker(photo, [.. Enum.GetValues<HeadPoint>().Select(HeadPointsText.NameOf)], "Click the right eye (the person's), then the points that follow");
}
