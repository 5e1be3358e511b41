using System.Numerics;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Photos;
using Workbench.Population;

namespace Workbench.Tests.Photos;

/// <summary>A photograph of a procedural head as a person would bring it: the head anywhere in the picture, a little turned, points clicked by hand. The placement that is to be found is known.</summary>
internal sealed record PhotoTruth(Picture Photo, Picture Mask, HeadPoints Points, HeadPlacement Placement, Camera Camera)
{
    public const int Side = 256;

    // Of the side of the standard camera's picture: four pixels of a crop of 512.
    private const double ClickDeviation = 0.008;

    /// <summary>Takes a photograph.</summary>
    /// <param name="index">Head of the test split.</param>
    /// <param name="yaw">Degrees; null draws a portrait's.</param>
    public static PhotoTruth Take(int index, double? yaw = null)
    {
        using var scope = NewDisposeScope();
        var photo = HeadPopulation.Photo(HeadSplit.Test, index);
        var random = new Random(index);
        var seen = yaw is { } fixedYaw ? Camera.At(fixedYaw, random.NextDouble() * 24 - 12) : photo.Camera;
        var (roll, zoom) = (random.NextDouble() * 20 - 10, 0.7 + 0.2 * random.NextDouble());
        var (x, y) = (0.45 + 0.1 * random.NextDouble(), 0.45 + 0.1 * random.NextDouble());
        var (sin, cos) = Math.SinCos(roll * Math.PI / 180);
        var label = seen.Label.ToArray();
        for (var row = 0; row < 3; row++)
            (label[4 * row], label[4 * row + 1]) = ((float)(cos * seen.Label[4 * row] - sin * seen.Label[4 * row + 1]), (float)(sin * seen.Label[4 * row] + cos * seen.Label[4 * row + 1]));
        var focal = (float)(zoom * Intrinsics.Standard.FocalX);
        var camera = Camera.FromLabel(label).WithIntrinsics(new Intrinsics(focal, focal, (float)x, (float)y));
        var shot = HeadRenderer.Render([photo.Head], [camera], Side, 2, [photo.Details]);
        var truth = new HeadPlacement(Math.Atan2(seen.Position.X, seen.Position.Z) * 180 / Math.PI, Math.Asin(seen.Position.Y / seen.Position.Length()) * 180 / Math.PI, roll, x * Side - 0.5, y * Side - 0.5, zoom * Side);
        return new PhotoTruth(Picture.FromTensor(shot.Image(0.9f)), Picture.FromTensor(shot.Alpha, PixelRange.Unit), Click(photo.Head, camera, random, zoom * Side), truth, seen);
    }

    /// <summary>Angle between the directions from which two placements see the head, and of yaw alone, degrees.</summary>
    public (double Direction, double Yaw, double Pitch) Error(HeadPlacement found)
    {
        var (a, b) = (Vector3.Normalize(Camera.Position), Vector3.Normalize(found.Camera().Position));
        return (Math.Acos(Math.Clamp(Vector3.Dot(a, b), -1, 1)) * 180 / Math.PI,
            Math.Abs(Math.IEEERemainder(found.YawDegrees - Placement.YawDegrees, 360)), Math.Abs(found.PitchDegrees - Placement.PitchDegrees));
    }

    // What is hidden is not clicked.
    private static HeadPoints Click(HeadSpec head, Camera camera, Random random, double side)
    {
        var marks = HeadLandmarks.Of(head);
        Vector2? At(Vector3 point, float facing)
        {
            var toCamera = Vector3.Normalize(camera.Position - point);
            var outward = Vector3.Normalize(new Vector3(facing, 0, 1));
            if (Vector3.Dot(toCamera, outward) < 0.1f)
                return null;
            var seen = camera.Project(point);
            return new Vector2(
                (float)(seen.X * Side - 0.5 + ClickDeviation * side * Normal(random)), (float)(seen.Y * Side - 0.5 + ClickDeviation * side * Normal(random)));
        }

        return new HeadPoints
        {
            RightEye = At(marks.RightEye, -0.5f),
            LeftEye = At(marks.LeftEye, 0.5f),
            Nose = At(marks.Nose, 0),
            RightMouth = At(marks.RightMouth, -0.5f),
            LeftMouth = At(marks.LeftMouth, 0.5f),
            Chin = At(marks.Chin, 0),
        };
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
