using System.Numerics;
using CsCheck;
using Workbench.Cameras;

namespace Workbench.Tests.Cameras;

public sealed class CameraTests : TensorTest
{
    private static readonly Gen<(double Yaw, double Pitch, double Radius)> Poses = Gen.Select(Gen.Double[-720, 720], Gen.Double[-89, 89], Gen.Double[1, 5]);

    [Fact]
    public void The_front_camera_is_the_published_one() =>
        Assert.Equal([1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 2.7f, 0, 0, 0, 1, 4.2647f, 0, 0.5f, 0, 4.2647f, 0.5f, 0, 0, 1], Camera.Front.Label.ToArray());

    [Theory]
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(90, 0, 1, 0, 0)]
    [InlineData(180, 0, 0, 0, -1)]
    [InlineData(-90, 0, -1, 0, 0)]
    [InlineData(450, 0, 1, 0, 0)]
    [InlineData(0, 90, 0, 1, 0)]
    [InlineData(0, -90, 0, -1, 0)]
    public void Plain_angles_place_the_camera_where_they_say(double yaw, double pitch, float x, float y, float z)
    {
        var camera = Camera.At(yaw, pitch, 3);
        Assert.Equal(new Vector3(3 * x, 3 * y, 3 * z), camera.Position);
        Assert.Equal(-new Vector3(x, y, z), camera.Forward);
    }

    [Fact]
    public void Every_pose_is_a_rotation_that_sees_the_origin_in_the_middle() => Poses.Sample(pose =>
    {
        var camera = Camera.At(pose.Yaw, pose.Pitch, pose.Radius);
        Assert.Equal(1, camera.Rotation.Determinant, 1e-6);
        var seen = camera.Project(Vector3.Zero);
        Assert.Equal(0.5f, seen.X, 1e-5f);
        Assert.Equal(0.5f, seen.Y, 1e-5f);
        Assert.Equal((float)pose.Radius, seen.Depth, 1e-5f);
        Assert.True(camera.Project(new Vector3(0, 0.1f, 0)).Y < 0.5f);
    });

    [Fact]
    public void A_level_look_at_pose_is_the_plain_pose_less_a_quarter_turn()
    {
        foreach (var degrees in (double[])[0, 37, 90, 200, -45])
            AssertClose(Camera.At(degrees), Camera.LookAt((90 + degrees) * Math.PI / 180, Math.PI / 2), 2e-6f);
    }

    [Fact]
    public void The_warped_pitch_is_the_arccos_of_the_published_formula()
    {
        var camera = Camera.LookAt(Math.PI / 2, 1.0);
        Assert.Equal(1.1989, Math.Acos(camera.Position.Y / camera.Position.Length()), 1e-4);
    }

    [Fact]
    public void A_pivot_turns_the_camera_and_leaves_it_where_it_is()
    {
        var plain = Camera.LookAt(1, 1.2);
        var turned = Camera.LookAt(1, 1.2, new Vector3(0, 0, 0.2f));
        Assert.Equal(plain.Position, turned.Position);
        var seen = turned.Project(new Vector3(0, 0, 0.2f));
        Assert.Equal(0.5f, seen.X, 1e-5f);
        Assert.Equal(0.5f, seen.Y, 1e-5f);
    }

    [Fact]
    public void Pose_angles_of_plain_poses_are_their_angles_when_level() => Gen.Double[-179, 179].Where(yaw => Math.Abs(Math.Abs(yaw) - 90) > 5).Sample(yaw =>
    {
        var angles = Camera.At(yaw).Angles;
        Assert.Equal(yaw, angles.YawDegrees, 1e-3);
        Assert.Equal(0, angles.PitchDegrees, 1e-3);
        Assert.Equal(0, angles.RollDegrees, 1e-3);
    });

    [Fact]
    public void Looking_down_from_above_has_positive_pitch() => Assert.Equal(20, Camera.At(0, 20).Angles.PitchDegrees, 1e-3);

    [Fact]
    public void The_mirrored_camera_sees_the_mirrored_point_at_the_mirrored_place() => Gen.Select(Poses, Gen.Float[-0.4f, 0.4f].Array[3]).Sample((pose, p) =>
    {
        var camera = Camera.At(pose.Yaw, pose.Pitch, pose.Radius);
        var seen = camera.Project(new Vector3(p[0], p[1], p[2]));
        var mirrored = camera.Mirror().Project(new Vector3(-p[0], p[1], p[2]));
        Assert.Equal(1 - seen.X, mirrored.X, 1e-4f);
        Assert.Equal(seen.Y, mirrored.Y, 1e-4f);
    });

    [Fact]
    public void Mirroring_twice_changes_nothing() =>
        Assert.Equal(Camera.At(33, 10).Label.ToArray(), Camera.At(33, 10).Mirror().Mirror().Label.ToArray());

    [Fact]
    public void Projection_undoes_the_ray_of_a_skewed_camera()
    {
        var pinhole = new Intrinsics(3, 4, 0.45f, 0.55f, 0.2f);
        var camera = Camera.At(30, 20, 2.7, pinhole);
        // The ray sampler: y = (v − cy)/fy, x = (u − cx + cy·s/fy − s·v/fy)/fx at z = 1.
        const float u = 0.3f, v = 0.8f;
        var y = (v - pinhole.CentreY) / pinhole.FocalY;
        var x = (u - pinhole.CentreX + pinhole.CentreY * pinhole.Skew / pinhole.FocalY - pinhole.Skew * v / pinhole.FocalY) / pinhole.FocalX;
        var seen = camera.Project(camera.Position + 2 * (camera.Rotation * new Vector3(x, y, 1)));
        Assert.Equal(u, seen.X, 1e-5f);
        Assert.Equal(v, seen.Y, 1e-5f);
        Assert.Equal(2, seen.Depth, 1e-5f);
    }

    [Fact]
    public void An_orbit_starts_at_the_front_and_is_equally_spaced()
    {
        var orbit = Camera.Orbit(8, 15);
        Assert.Equal(8, orbit.Count);
        AssertClose(Camera.At(0, 15), orbit[0], 0);
        AssertClose(Camera.At(135, 15), orbit[3], 0);
        Assert.All(orbit.Zip(orbit.Skip(1)), pair => Assert.Equal(
            Vector3.Distance(orbit[0].Position, orbit[1].Position), Vector3.Distance(pair.First.Position, pair.Second.Position), 1e-5f));
    }

    [Fact]
    public void Impossible_poses_are_refused_in_words()
    {
        Assert.Contains("elevation", Assert.Throws<ArgumentOutOfRangeException>(() => Camera.At(0, 91)).Message);
        Assert.Contains("distance", Assert.Throws<ArgumentOutOfRangeException>(() => Camera.At(0, 0, -1)).Message);
        Assert.Throws<ArgumentException>(() => Camera.LookAt(double.NaN, 1));
        Assert.Contains("upright", Assert.Throws<ArgumentException>(() => Camera.LookFrom(new Vector3(0, 2, 0), Vector3.Zero, Intrinsics.Standard)).Message);
        Assert.Contains("25", Assert.Throws<ArgumentException>(() => Camera.FromLabel(new float[24])).Message);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => Camera.FromLabel([.. Enumerable.Repeat(float.NaN, 25)])).Message);
    }

    [Fact]
    public void A_rolled_camera_turns_the_picture_clockwise_about_its_middle()
    {
        var camera = Camera.At(30, 10);
        var rolled = camera.Rolled(90);
        var point = new Vector3(0.1f, 0.05f, 0.02f);
        var (before, after) = (camera.Project(point), rolled.Project(point));
        Assert.Equal(0.5 - (before.Y - 0.5), after.X, 5);
        Assert.Equal(0.5 + (before.X - 0.5), after.Y, 5);
        Assert.Equal(camera.Position, rolled.Position);
        Assert.Empty(rolled.Rolled(-90).Diagnose());
    }

    [Fact]
    public void A_translation_moves_the_position_alone()
    {
        var moved = Camera.At(40).WithTranslation(new Vector3(1, 2, 3));
        Assert.Equal(Camera.At(40).Position + new Vector3(1, 2, 3), moved.Position);
        Assert.Equal(Camera.At(40).Rotation, moved.Rotation);
    }

    internal static void AssertClose(Camera expected, Camera actual, float tolerance)
    {
        for (var i = 0; i < Camera.LabelSize; i++)
            Assert.Equal(expected.Label[i], actual.Label[i], tolerance);
    }
}
