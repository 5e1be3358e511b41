using System.Globalization;
using Workbench.Generator;
using Workbench.Photos;
using Workbench.Population;
using Workbench.Tests.Inversion;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Photos;

public sealed class PoseRefinementTests(ITestOutputHelper output) : TensorTest
{
    [Fact]
    public void Refinement_returns_a_canonical_camera_and_leaves_the_generator_alone()
    {
        using var head = TinyHead.Create();
        var truth = StagedPhoto.Take(HeadSplit.Test, 0, 15);
        var before = head.Network.parameters().First().clone();
        using var refined = new PoseRefinement(new PoseRefinementConfig { Resolution = 8, Directions = 2, DirectionSamples = 50, Iterations = 2 })
            .Refine(head, truth.Photo, truth.Points, truth.Mask, FaceModel.Population);
        Assert.True(before.eq(head.Network.parameters().First()).all().item<bool>());
        Assert.Equal(3, refined.Starts.Count);
        Assert.Equal([1, 3, 8, 8], refined.Render.shape);
        Assert.Equal([1, head.Config.StyleCount, 16], refined.Head.Codes.shape);
        Assert.True(double.IsFinite(refined.Loss));
        Assert.Empty(refined.Placement.Camera().Diagnose());
    }

    [Fact]
    public void Masks_of_another_size_and_impossible_settings_are_refused()
    {
        using var head = TinyHead.Create();
        var truth = StagedPhoto.Take(HeadSplit.Test, 0, 15);
        var error = Assert.Throws<ArgumentException>(() => new PoseRefinement().Refine(head, truth.Photo, truth.Points, truth.Mask.Resize(10, 10)));
        Assert.Contains("10×10", error.Message, StringComparison.Ordinal);
        Assert.Contains("Resolution", Assert.Throws<ArgumentException>(() => new PoseRefinement(new PoseRefinementConfig { Resolution = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_refinement_stops()
    {
        using var head = TinyHead.Create();
        var truth = StagedPhoto.Take(HeadSplit.Test, 0, 15);
        Assert.Throws<OperationCanceledException>(() => new PoseRefinement().Refine(head, truth.Photo, truth.Points, truth.Mask, cancellation: new CancellationToken(true)));
    }

    // With the demo generator: photographs of the photo population with clicks of four pixels of 512. WORKBENCH_PHOTOS sets their number.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Portraits_of_the_population_are_found_within_a_few_degrees(bool masked)
    {
        using var head = PanoHead.Load(GeneratorFiles.Demo());
        var (first, refined) = (new List<double>(), new List<double>());
        for (var index = 2; index < 2 + Count; index++)
        {
            var truth = StagedPhoto.Take(HeadSplit.Test, index);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var fit = HeadFit.Of(truth.Points, FaceModel.Population, truth.Photo.Width, truth.Photo.Height);
            using var found = new PoseRefinement().Refine(head, truth.Photo, truth.Points, masked ? truth.Mask : null);
            var (guess, after) = (Error(fit.Placement), Error(found.Placement));
            (double Yaw, double Pitch) Error(HeadPlacement placement) => (Math.Abs(truth.YawError(placement)), Math.Abs(placement.PitchDegrees - truth.Placement.PitchDegrees));
            first.Add(guess.Yaw);
            refined.Add(after.Yaw);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"head {index,2}  yaw {truth.Placement.YawDegrees,6:0.0}  points: yaw {guess.Yaw,5:0.0} pitch {guess.Pitch,5:0.0}  refined: yaw {after.Yaw,5:0.0} pitch {after.Pitch,5:0.0} roll {found.Placement.RollDegrees - truth.Placement.RollDegrees,5:0.0} scale {found.Placement.Side / truth.Placement.Side,5:0.00} centre {(found.Placement.CentreX - truth.Placement.CentreX) / truth.Placement.Side,6:0.000} {(found.Placement.CentreY - truth.Placement.CentreY) / truth.Placement.Side,6:0.000}  {clock.ElapsedMilliseconds} ms"));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median yaw error: points {Median(first):0.0}°, refined {Median(refined):0.0}°"));
        Assert.InRange(Median(refined), 0, 5);
    }

    [Fact]
    public void A_box_and_a_mask_find_a_frontal_head()
    {
        using var head = PanoHead.Load(GeneratorFiles.Demo());
        double[] yaws = [10];
        for (var i = 0; i < yaws.Length; i++)
        {
            var truth = StagedPhoto.Take(HeadSplit.Test, 20 + i, yaws[i]);
            using var found = new PoseRefinement(new PoseRefinementConfig { YawStarts = 8, Kept = 2 }).Refine(head, truth.Photo, new HeadPoints { Box = truth.Points.Box }, truth.Mask);
            var error = Math.Abs(truth.YawError(found.Placement));
            Assert.InRange(error, 0, 30);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"yaw {yaws[i],5:0}: found {found.Placement.YawDegrees:0.0}, error {error:0.0}°; starts {string.Join(", ", found.Starts.Select(start => $"{start.FromDegrees:0}→{start.ToDegrees:0} {start.Loss:0}"))}"));
        }
    }

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("WORKBENCH_PHOTOS"), CultureInfo.InvariantCulture, out var count) ? count : 3;

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
