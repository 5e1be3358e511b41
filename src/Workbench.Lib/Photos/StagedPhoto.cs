using System.Numerics;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Population;

namespace Workbench.Photos;

/// <summary>A photograph of a procedural head as somebody would bring one: the head anywhere in the picture and a little turned, light and extras of the photo population, points and a box by hand. Crop and camera that are to be found are known.</summary>
/// <param name="Photo">The photograph, over light grey.</param>
/// <param name="Mask">Bright where the head is.</param>
/// <param name="Points">Points that are seen, with the error of a hand.</param>
/// <param name="Placement">The truth.</param>
public sealed record StagedPhoto(Picture Photo, Picture Mask, HeadPoints Points, HeadPlacement Placement)
{
    private const float Backdrop = 0.9f;

    /// <summary>Takes a photograph.</summary>
    /// <param name="split">Which heads.</param>
    /// <param name="index">Which of them; also seeds place, turn and clicks.</param>
    /// <param name="yawDegrees">From where; null draws a portrait's camera.</param>
    /// <param name="size">Pixels a side.</param>
    /// <param name="clickDeviation">Error of the clicks in shares of the crop; 0.008 are four pixels of 512.</param>
    public static StagedPhoto Take(HeadSplit split, int index, double? yawDegrees = null, int size = 256, double clickDeviation = 0.008)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(clickDeviation);
        using var scope = NewDisposeScope();
        var photo = HeadPopulation.Photo(split, index);
        var random = new Random(index);
        var seen = yawDegrees is { } yaw ? Camera.At(yaw, random.NextDouble() * 24 - 12) : photo.Camera;
        var (roll, zoom) = (random.NextDouble() * 20 - 10, 0.7 + 0.2 * random.NextDouble());
        var (x, y) = (0.45 + 0.1 * random.NextDouble(), 0.45 + 0.1 * random.NextDouble());
        var focal = (float)(zoom * Intrinsics.Standard.FocalX);
        var camera = seen.Rolled(roll).WithIntrinsics(new Intrinsics(focal, focal, (float)x, (float)y));
        var shot = HeadRenderer.Render([photo.Head], [camera], size, 2, [photo.Details]);
        var towards = seen.Position / seen.Position.Length();
        var truth = new HeadPlacement(Degrees(Math.Atan2(towards.X, towards.Z)), Degrees(Math.Asin(towards.Y)), roll, x * size - 0.5, y * size - 0.5, zoom * size);
        var clicks = new Clicks(camera, size, () => clickDeviation * truth.Side * Normal(random));
        return new StagedPhoto(Picture.FromTensor(shot.Image(Backdrop)), Picture.FromTensor(shot.Alpha, PixelRange.Unit), clicks.Of(HeadLandmarks.Of(photo.Head)), truth);
    }

    /// <summary>How far a found placement looks from another side, degrees of yaw, −180…180.</summary>
    public double YawError(HeadPlacement found) => Math.IEEERemainder(found.YawDegrees - Placement.YawDegrees, 360);

    private static double Degrees(double radians) => radians * 180 / Math.PI;

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private sealed record Clicks(Camera Camera, int Size, Func<double> Error)
    {
        // Cosine of the flattest angle under which a feature is still clicked.
        private const float Flattest = 0.1f;

        public HeadPoints Of(HeadLandmarks marks) => new()
        {
            RightEye = At(marks.RightEye, -0.5f),
            LeftEye = At(marks.LeftEye, 0.5f),
            Nose = At(marks.Nose, 0),
            RightMouth = At(marks.RightMouth, -0.5f),
            LeftMouth = At(marks.LeftMouth, 0.5f),
            Chin = At(marks.Chin, 0),
            Box = Around(marks),
        };

        // Ears, nose, chin, highest and rearmost hair.
        private HeadRectangle Around(HeadLandmarks marks)
        {
            var back = new Vector3(0, marks.LeftEar.Y, -1.6f * marks.LeftEar.X);
            Vector3[] outline = [marks.LeftEar, marks.RightEar, marks.Nose, back, marks.Chin, new(0, marks.Top, 0)];
            var places = outline.Select(point => Camera.Project(point)).ToArray();
            double Edge(double share) => share * Size - 0.5 + Error();
            return new HeadRectangle(Edge(places.Min(p => p.X)), Edge(places.Min(p => p.Y)), Edge(places.Max(p => p.X)), Edge(places.Max(p => p.Y)));
        }

        // The face looks to (side, 0, 1) there; what looks away is hidden.
        private Vector2? At(Vector3 point, float side)
        {
            if (Vector3.Dot(Vector3.Normalize(Camera.Position - point), Vector3.Normalize(new Vector3(side, 0, 1))) < Flattest)
                return null;
            var seen = Camera.Project(point);
            return new Vector2((float)(seen.X * Size - 0.5 + Error()), (float)(seen.Y * Size - 0.5 + Error()));
        }
    }
}
