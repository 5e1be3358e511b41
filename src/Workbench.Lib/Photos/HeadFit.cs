using System.Globalization;
using System.Numerics;
using Workbench.Cameras;

namespace Workbench.Photos;

/// <summary>A first guess of how a head lies in a photograph, from points alone.</summary>
/// <param name="Placement">The guess.</param>
/// <param name="ErrorPixels">Root mean square distance of the given points from those of the average head; 0 for a box.</param>
/// <param name="KnowsYaw">False when only a box was given, which says nothing of the angle.</param>
/// <param name="Warnings">What the user should look at.</param>
public sealed record HeadFit(HeadPlacement Placement, double ErrorPixels, bool KnowsYaw, IReadOnlyList<string> Warnings)
{
    private const int Iterations = 40;
    private const double PitchDeviation = 12;
    private const double RollDeviation = 30;
    private const double YawDeviation = 90;
    private static readonly double[] Starts = [0, -50, 50, -100, 100];

    /// <summary>Fits the average head's pose to points (perspective, least squares).</summary>
    /// <remarks>Residuals are distances in units of the expected deviation, with weak priors: pitch 12°, roll 30°, yaw 90°. Several yaws are tried, the best fit is returned.</remarks>
    /// <param name="points">At least three points, or a box.</param>
    /// <param name="model">The average head.</param>
    /// <param name="width">Pixels of the photograph.</param>
    /// <param name="height">Pixels of the photograph.</param>
    /// <param name="radius">Distance of the generator's cameras.</param>
    /// <exception cref="ArgumentException">The points cannot be used; the message says why.</exception>
    public static HeadFit Of(HeadPoints points, FaceModel model, int width, int height, double radius = Camera.StandardRadius)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(model);
        PointChecks.Require(points, width, height);
        var known = points.Known;
        if (known.Count < 3)
            return new HeadFit(OfBox(points.Box!.Value, model, radius), 0, false, ["A box says nothing of the angle: every yaw is tried against the generator. Front and back can be mistaken for each other, so look at the check picture; points on the face are safer."]);
        var (best, least) = (default(HeadPlacement), double.PositiveInfinity);
        foreach (var yaw in Starts)
        {
            var (placement, cost) = OfPoints(known, model, radius, yaw);
            if (cost < least)
                (best, least) = (placement, cost);
        }
        var error = Math.Sqrt(known.Average(item => Vector2.DistanceSquared(best.Project(model.Points[item.Name], best.Camera(radius)), item.Place)));
        return new HeadFit(best, error, true, Remarks(best, error, known.Count));
    }

    private static List<string> Remarks(HeadPlacement placement, double error, int count)
    {
        var remarks = new List<string>();
        if (error > 0.03 * placement.Side)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"The points lie {error:0} pixels from those of any pose of an average head ({100 * error / placement.Side:0.#} % of the crop): check that each stands on the right feature."));
        if (Math.Abs(placement.YawDegrees) > 60)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"The yaw of {placement.YawDegrees:0}° is near a profile, where points of one side fix it badly: refine it against the generator."));
        if (Math.Abs(placement.RollDegrees) > 50)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"The head is turned by {placement.RollDegrees:0}° in the picture: is the photograph upright?"));
        if (count < 5)
            remarks.Add($"{count} points leave the angle uncertain by ten degrees or more; five are better.");
        return remarks;
    }

    // Height of the model's box against that of the rectangle, middle on middle.
    private static HeadPlacement OfBox(HeadRectangle box, FaceModel model, double radius)
    {
        var (low, high) = model.Box;
        var side = (box.Bottom - box.Top) * radius / (Intrinsics.Standard.FocalY * (high.Y - low.Y));
        var middle = (low.Y + high.Y) / 2 * Intrinsics.Standard.FocalY / radius * side;
        return new HeadPlacement(0, 0, 0, (box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2 + middle, side);
    }

    private static (HeadPlacement Placement, double Cost) OfPoints(IReadOnlyList<(HeadPoint Name, Vector2 Place)> known, FaceModel model, double radius, double yaw)
    {
        var mean = known.Aggregate(Vector2.Zero, (sum, item) => sum + item.Place) / known.Count;
        var spread = Math.Sqrt(known.Average(item => Vector2.DistanceSquared(item.Place, mean)));
        var start = new HeadPlacement(yaw, 0, 0, mean.X, mean.Y, 1);
        var unit = Projections(start, known, model, radius);
        var centre = unit.Aggregate(Vector2.Zero, (sum, place) => sum + place) / unit.Count;
        var size = Math.Sqrt(unit.Average(place => Vector2.DistanceSquared(place, centre)));
        start = start with { Side = spread / Math.Max(size, 1e-6) };
        // Once more with the scale that was found: the deviation is a share of it.
        var sum = 0.0;
        for (var pass = 0; pass < 2; pass++)
        {
            var deviation = model.Deviation * Intrinsics.Standard.FocalX / radius * start.Side;
            var from = start;
            double[] Residuals(double[] x)
            {
                var placement = from.Moved(x[0], x[1], x[2], x[3], x[4], x[5]);
                var places = Projections(placement, known, model, radius);
                var residuals = new double[2 * known.Count + 3];
                for (var i = 0; i < known.Count; i++)
                {
                    residuals[2 * i] = (places[i].X - known[i].Place.X) / deviation;
                    residuals[2 * i + 1] = (places[i].Y - known[i].Place.Y) / deviation;
                }
                residuals[^3] = placement.YawDegrees / YawDeviation;
                residuals[^2] = placement.PitchDegrees / PitchDeviation;
                residuals[^1] = placement.RollDegrees / RollDeviation;
                return residuals;
            }

            var (x, cost) = LevenbergMarquardt.Minimise(Residuals, new double[6], [0.05, 0.05, 0.05, 1e-4, 1e-4, 1e-4], Iterations, 1e-7);
            (start, sum) = (start.Moved(x[0], x[1], x[2], x[3], x[4], x[5]), cost);
        }
        return (start with { YawDegrees = Math.IEEERemainder(start.YawDegrees, 360), RollDegrees = Math.IEEERemainder(start.RollDegrees, 360) }, sum);
    }

    private static List<Vector2> Projections(HeadPlacement placement, IReadOnlyList<(HeadPoint Name, Vector2 Place)> known, FaceModel model, double radius)
    {
        var camera = placement.Camera(radius);
        return [.. known.Select(item => placement.Project(model.Points[item.Name], camera))];
    }
}
