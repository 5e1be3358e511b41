using System.Numerics;

namespace Workbench.Population;

/// <summary>Where the landmarks of a procedural head are: the truth behind clicks and detectors. World units; left and right are the person's, left at +x.</summary>
/// <param name="RightEye">Middle of the right eye.</param>
/// <param name="LeftEye">Middle of the left eye.</param>
/// <param name="Nose">Tip of the nose.</param>
/// <param name="RightMouth">Right corner of the mouth.</param>
/// <param name="LeftMouth">Left corner of the mouth.</param>
/// <param name="Chin">Lowest front of the chin.</param>
/// <param name="RightEar">Middle of the right ear.</param>
/// <param name="LeftEar">Middle of the left ear.</param>
/// <param name="Top">Height of the highest hair.</param>
public sealed record HeadLandmarks(Vector3 RightEye, Vector3 LeftEye, Vector3 Nose, Vector3 RightMouth, Vector3 LeftMouth, Vector3 Chin, Vector3 RightEar, Vector3 LeftEar, float Top)
{
    private const float NoseRadius = 0.0165f;
    private const float EarWidth = 0.012f;

    /// <summary>The landmarks of a head.</summary>
    public static HeadLandmarks Of(HeadSpec head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var shape = new HeadShape(head, PhotoDetails.None);
        const float Scale = HeadMarcher.ModelScale;
        var mouth = new Vector3(head.MouthWidth, shape.MouthY + 0.010f * head.Smile, shape.MouthZ - shape.MouthBend * head.MouthWidth * head.MouthWidth);
        var eye = new Vector3(head.EyeSpacing, HeadShape.EyeY, shape.EyeZ);
        var ear = new Vector3(shape.EarX + EarWidth, HeadShape.EarY, HeadShape.EarZ);
        return new HeadLandmarks(
            Scale * Mirror(eye), Scale * eye, Scale * (shape.NoseTip + new Vector3(0, 0, NoseRadius)), Scale * Mirror(mouth), Scale * mouth,
            Scale * new Vector3(0, shape.ChinY - 0.8f * shape.CheekRadius, shape.ChinZ), Scale * Mirror(ear), Scale * ear, Scale * (shape.Top - 0.02f));
    }

    private static Vector3 Mirror(Vector3 place) => place with { X = -place.X };
}
