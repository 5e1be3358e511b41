using System.Numerics;
using CsCheck;
using Workbench.Cameras;

namespace Workbench.Tests.Cameras;

public sealed class CameraDiagnosisTests
{
    [Fact]
    public void Ordinary_cameras_have_nothing_to_report() => Gen.Select(Gen.Double[-180, 180], Gen.Double[-60, 60]).Sample((yaw, pitch) =>
        Assert.Empty(Camera.At(yaw, pitch).Diagnose()));

    [Fact]
    public void The_sample_label_of_the_data_set_has_nothing_to_report() => Assert.Empty(Camera.FromLabel(
    [
        0.980169f, -0.004075f, -0.198125f, 0.534939f, -0.003572f, -0.999991f, 0.001775f, -0.004793f, -0.198131f, -0.000988f, -0.980175f, 2.646472f,
        0, 0, 0, 1, 4.2647f, 0, 0.5f, 0, 4.2647f, 0.5f, 0, 0, 1,
    ]).Diagnose());

    [Fact]
    public void A_flipped_axis_is_left_handed() => Reports(Changed(label => label[0] = -1), "left-handed");

    [Fact]
    public void Skewed_axes_are_not_perpendicular() => Reports(Changed(label => label[1] = 0.3f), "perpendicular");

    [Fact]
    public void A_scaled_rotation_is_named() => Reports(Changed(label => (label[0], label[5], label[10]) = (2, -2, -2)), "scales by 2");

    [Fact]
    public void Coinciding_axes_are_named() => Reports(Changed(label => label[0] = 0), "determinant 0");

    [Fact]
    public void A_transposed_pose_is_named() => Reports(Changed(label => (label[11], label[14]) = (0, 2.7f)), "transposed");

    [Fact]
    public void Intrinsics_in_pixels_are_named_with_the_likely_size() =>
        Reports(Camera.Front.WithIntrinsics(new Intrinsics(2183.5f, 2183.5f, 256, 256)), "pixels", "512");

    [Fact]
    public void An_uncalibrated_focal_length_is_named() => Reports(Camera.Front.WithIntrinsics(new Intrinsics(1.2f, 1.2f)), "calibrated");

    [Fact]
    public void A_negative_focal_length_is_named() => Reports(Camera.Front.WithIntrinsics(new Intrinsics(4.2647f, -4.2647f)), "positive");

    [Fact]
    public void A_shifted_principal_point_is_named() => Reports(Camera.Front.WithIntrinsics(new Intrinsics(4.2647f, 4.2647f, 0.2f)), "principal point");

    [Fact]
    public void Intrinsics_in_the_wrong_order_are_named() => Reports(Changed(label => (label[18], label[24]) = (1, 0.5f)), "of the form");

    [Fact]
    public void A_camera_inside_the_head_is_named() => Reports(Camera.At(20, 0, 0.3), "inside the head");

    [Fact]
    public void A_distant_camera_is_named() => Reports(Camera.At(20, 0, 10), "Scale the world");

    [Fact]
    public void Opengl_axes_are_recognised() =>
        Reports(Camera.FromCameraToWorld(Camera.At(40, 10).ToCameraToWorld(CameraConvention.OpenGl), Intrinsics.Standard), "away", "OpenGl");

    [Fact]
    public void A_world_to_camera_matrix_is_recognised() =>
        Reports(Camera.FromCameraToWorld(Camera.At(40, 10).ToWorldToCamera(CameraConvention.OpenCv), Intrinsics.Standard), "world-to-camera");

    [Fact]
    public void An_upside_down_camera_is_named() => Reports(Changed(label => (label[0], label[5]) = (-1, 1)), "upside down");

    [Fact]
    public void A_camera_that_looks_past_the_head_is_named() =>
        Reports(Camera.LookFrom(new Vector3(0, 0, 2.7f), new Vector3(5, 0, 1), Intrinsics.Standard), "looks past");

    private static Camera Changed(Action<float[]> change)
    {
        var label = Camera.Front.Label.ToArray();
        change(label);
        return Camera.FromLabel(label);
    }

    private static void Reports(Camera camera, params string[] words)
    {
        var problems = camera.Diagnose();
        Assert.NotEmpty(problems);
        Assert.Contains(problems, problem => words.All(word => problem.Contains(word, StringComparison.Ordinal)));
    }
}
