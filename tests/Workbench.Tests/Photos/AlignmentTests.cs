using System.Numerics;
using Workbench.Cameras;
using Workbench.Photos;

namespace Workbench.Tests.Photos;

/// <summary>Both published conventions against figures that can be worked out by hand.</summary>
public sealed class AlignmentTests
{
    // The standard face seen from the front at 300 pixels a unit: already aligned.
    private static HeadPoints Standard(double scale, double centreX, double centreY) => HeadPoints.Five(
        [.. Eg3dAlignment.StandardFace.Select(p => new Vector2((float)(centreX + scale * p.X), (float)(centreY - scale * p.Y)))]);

    [Fact]
    public void A_face_of_300_pixels_a_unit_is_cut_to_700_pixels_around_its_centre()
    {
        // H − 1 − y flips the rows, so the fitted centre is (511.5, 511.5) from below.
        var crop = Eg3dAlignment.Crop(Standard(300, 511.5, 511.5), 1024, 1024);
        Assert.Equal(512.0 / 700, crop.A, 3);
        Assert.Equal(512.0 / 700, crop.E, 3);
        Assert.Equal(0, crop.B);
        var middle = crop.ToCrop(new Vector2(511.5f, 511.5f));
        Assert.InRange(middle.X, 255.5f - 1.5f, 255.5f + 1.5f); // whole pixels of the tools
        Assert.InRange(middle.Y, 255.5f - 1.5f, 255.5f + 1.5f);
    }

    [Theory]
    [InlineData(75, 300, 200)]
    [InlineData(900, 2000, 1500)]
    public void The_crop_does_not_depend_on_size_and_place_of_the_face(double scale, double x, double y)
    {
        var points = Standard(scale, x, y);
        var crop = Eg3dAlignment.Crop(points, 4000, 3000);
        var eyes = crop.ToCrop(points.LeftEye!.Value) - crop.ToCrop(points.RightEye!.Value);
        // Eye distance 0.6213 units of 300/700 of the picture.
        Assert.InRange(eyes.X, 136.3f - 1, 136.3f + 1);
        Assert.InRange(crop.ToCrop(new Vector2((float)x, (float)y)).X, 252.5f, 258.5f); // the tools mix up edges and middles of pixels, which enlarging by four shows
    }

    [Fact]
    public void The_pose_of_a_face_before_the_3DMM_camera_is_the_frontal_label()
    {
        var camera = Eg3dAlignment.Camera(Matrix3.Identity, Vector3.Zero);
        // c = (0, 0, 10)·0.27 + (0, 0.006, 0.161), then to distance 2.7.
        var length = Math.Sqrt(0.006 * 0.006 + 2.861 * 2.861);
        Assert.Equal(0.006 * 2.7 / length, camera.Position.Y, 6);
        Assert.Equal(2.861 * 2.7 / length, camera.Position.Z, 5);
        Assert.Equal(new Vector3(0, -1, 0), camera.Down);
        Assert.Equal(new Vector3(0, 0, -1), camera.Forward);
        Assert.Empty(camera.Diagnose());
        var about = Eg3dAlignment.Camera(Matrix3.Identity, Vector3.Zero, PoseCorrection.AboutHead);
        Assert.Equal(2.7, (about.Position - new Vector3(0, 0, 0.175f)).Length(), 5);
    }

    [Fact]
    public void The_quad_follows_the_larger_of_eyes_and_mouth()
    {
        var quad = PanoHeadAlignment.Quad(Landmarks(100, 50));
        // |e| = 100, |m| = 50: half a side is 200; the centre lies a tenth of m below the eyes.
        Assert.Equal(400, quad.Side, 3);
        Assert.Equal(new Vector2(500, 405), quad.Centre);
        Assert.Equal(new Vector2(0, 200), quad.AxisY);
        Assert.Equal(2 * 1.8 * 200, PanoHeadAlignment.Quad(Landmarks(100, 200)).Side, 3);
    }

    [Fact]
    public void The_last_crop_leaves_a_tenth_above_and_a_twentieth_beside_the_quad()
    {
        var crop = PanoHeadAlignment.Crop(PanoHeadAlignment.Quad(Landmarks(100, 50)), 563);
        Assert.Equal(new Vector2(25, 51), crop.ToCrop(new Vector2(300, 205)));
        Assert.Equal(new Vector2(25 + 511, 51 + 511), crop.ToCrop(new Vector2(700, 605)));
        Assert.Equal(512, PanoHeadAlignment.Crop(PanoHeadAlignment.Quad(Landmarks(100, 50))).Size);
    }

    [Fact]
    public void A_fitted_translation_and_scale_become_canonical()
    {
        var quad = PanoHeadAlignment.Quad(Landmarks(100, 50));
        var pose = new FittedHeadPose(Matrix3.Identity, 1.1, 0.2, 0.1, 0, 0, 0);
        var moved = PanoHeadAlignment.Canonical(quad, pose);
        Assert.Equal(new Vector2(540, 385), moved.Centre); // right by 0.2 and up by 0.1 of 200 pixels
        Assert.Equal(440, moved.Side, 2);
        Assert.Empty(PanoHeadAlignment.Rejections(pose, moved));
    }

    [Theory]
    [InlineData(0.6, 0, 0, 0, 0, "scale")]
    [InlineData(1, 1.2, 0, 0, 0, "centre")]
    [InlineData(1, 0, 95, 0, 0, "yaw")]
    [InlineData(1, 0, 0, 85, 0, "pitch")]
    [InlineData(1, 0, 0, 0, 55, "roll")]
    [InlineData(double.NaN, 0, 0, 0, 0, "scale")]
    public void Poses_beyond_the_limits_are_named(double scale, double x, double yaw, double pitch, double roll, string word)
    {
        var quad = PanoHeadAlignment.Quad(Landmarks(100, 50));
        var reasons = PanoHeadAlignment.Rejections(new FittedHeadPose(Matrix3.Identity, scale, x, 0, yaw, pitch, roll), quad);
        Assert.Contains(word, Assert.Single(reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Small_quads_and_exchanged_sides_are_named()
    {
        var small = PanoHeadAlignment.Quad(Landmarks(20, 10));
        Assert.Contains("256", Assert.Single(PanoHeadAlignment.Rejections(new FittedHeadPose(Matrix3.Identity, 1, 0, 0, 0, 0, 0), small)), StringComparison.Ordinal);
        var mirrored = Landmarks(100, 50).Select(p => p with { X = 1000 - p.X }).ToArray();
        Assert.Contains("exchanged", Assert.Throws<ArgumentException>(() => PanoHeadAlignment.Quad(mirrored)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PanoHeadAlignment.Quad(new Vector2[68]));
    }

    [Fact]
    public void The_3DDFA_identity_is_the_frontal_camera() =>
        Assert.Equal(Camera.Front.Label.ToArray(), PanoHeadAlignment.Camera(new FittedHeadPose(Matrix3.Identity, 1, 0, 0, 0, 0, 0)).Label.ToArray());

    private static Vector2[] Landmarks(float eyes, float mouth)
    {
        var points = new Vector2[68];
        Array.Fill(points, new Vector2(500, 400));
        for (var i = 36; i < 42; i++)
            points[i] = new Vector2(500 - eyes / 2, 400);
        for (var i = 42; i < 48; i++)
            points[i] = new Vector2(500 + eyes / 2, 400);
        (points[48], points[54]) = (new Vector2(500 - eyes / 3, 400 + mouth), new Vector2(500 + eyes / 3, 400 + mouth));
        return points;
    }
}
