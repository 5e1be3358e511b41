using System.Numerics;
using Workbench.Cameras;
using Workbench.Photos;
using Workbench.Population;

namespace Workbench.Tests.Photos;

public sealed class HeadFitTests : TensorTest
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(35, 10, -20)]
    [InlineData(-70, -15, 5)]
    public void The_average_head_is_found_where_it_is(double yaw, double pitch, double roll)
    {
        var truth = new HeadPlacement(yaw, pitch, roll, 420, 333, 700);
        var camera = truth.Camera();
        var model = FaceModel.Population;
        Vector2 At(HeadPoint name) => truth.Project(model.Points[name], camera);
        var points = HeadPoints.Five(At(HeadPoint.RightEye), At(HeadPoint.LeftEye), At(HeadPoint.Nose), At(HeadPoint.RightMouth), At(HeadPoint.LeftMouth));
        var fit = HeadFit.Of(points, model, 1000, 800);
        Assert.InRange(fit.Placement.YawDegrees - yaw, -3, 3); // the priors draw a little
        Assert.InRange(fit.Placement.PitchDegrees - pitch, -4, 4);
        Assert.InRange(fit.Placement.RollDegrees - roll, -2, 2);
        Assert.InRange(fit.Placement.Side, 680, 720);
        Assert.InRange(fit.ErrorPixels, 0, 4);
        // Crop and camera belong together: the projection of the camera is the crop of the point.
        var nose = fit.Placement.Crop(256).ToCrop(fit.Placement.Project(model.Points[HeadPoint.Nose], fit.Placement.Camera()));
        var seen = fit.Placement.Camera().Project(model.Points[HeadPoint.Nose]);
        Assert.InRange(nose.X - (256 * seen.X - 0.5), -0.01, 0.01);
        Assert.InRange(nose.Y - (256 * seen.Y - 0.5), -0.01, 0.01);
    }

    [Fact]
    public void A_box_gives_place_and_size_but_no_yaw()
    {
        var model = FaceModel.Population;
        var truth = new HeadPlacement(0, 0, 0, 420, 333, 700);
        var camera = truth.Camera();
        var (top, bottom) = (truth.Project(new Vector3(0, model.Box.High.Y, 0), camera), truth.Project(new Vector3(0, model.Box.Low.Y, 0), camera));
        var fit = HeadFit.Of(HeadPoints.Around(300, top.Y, 540, bottom.Y), model, 1000, 800);
        Assert.False(fit.KnowsYaw);
        Assert.InRange(fit.Placement.CentreY, 332, 334);
        Assert.InRange(fit.Placement.Side, 699, 701);
        Assert.NotEmpty(fit.Warnings);
    }

    [Fact]
    public void Landmarks_of_procedural_heads_lie_on_their_features()
    {
        for (var index = 0; index < 6; index++)
        {
            var head = HeadPopulation.Head(HeadSplit.Test, index);
            var marks = HeadLandmarks.Of(head);
            var camera = Camera.At(10, 5);
            var parts = HeadRenderer.Render(head, camera, 256, 0).Parts.data<byte>().ToArray();
            HeadPart At(Vector3 point) => camera.Project(point) is var p ? (HeadPart)parts[(int)(p.Y * 256) * 256 + (int)(p.X * 256)] : default;
            Assert.Equal(HeadPart.LeftEye, At(marks.LeftEye));
            Assert.Equal(HeadPart.RightEye, At(marks.RightEye));
            Assert.Equal(HeadPart.Nose, At(marks.Nose));
            Assert.Contains(At(0.9f * marks.LeftMouth + 0.1f * marks.RightMouth), new[] { HeadPart.Mouth, HeadPart.UpperLip, HeadPart.LowerLip });
        }
    }
}
