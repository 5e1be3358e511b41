using CsCheck;
using Workbench.Cameras;

namespace Workbench.Tests.Cameras;

public sealed class CameraConventionTests
{
    private static readonly Gen<Camera> Cameras = Gen.Select(Gen.Double[-180, 180], Gen.Double[-80, 80], Gen.Double[1, 4]).Select((yaw, pitch, radius) => Camera.At(yaw, pitch, radius));

    [Theory]
    [InlineData(CameraConvention.OpenCv)]
    [InlineData(CameraConvention.OpenGl)]
    public void Every_convention_goes_there_and_back(CameraConvention convention) => Cameras.Sample(camera =>
    {
        CameraTests.AssertClose(camera, Camera.FromCameraToWorld(camera.ToCameraToWorld(convention), camera.Intrinsics, convention), 0);
        CameraTests.AssertClose(camera, Camera.FromWorldToCamera(camera.ToWorldToCamera(convention), camera.Intrinsics, convention), 1e-5f);
    });

    [Fact]
    public void The_frontal_camera_in_opengl_axes_is_a_plain_translation() =>
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2.7f, 0, 0, 0, 1], Camera.Front.ToCameraToWorld(CameraConvention.OpenGl));

    [Fact]
    public void A_head_that_is_not_turned_gives_the_frontal_camera() =>
        CameraTests.AssertClose(Camera.Front, Camera.From3Ddfa(Matrix3.Identity), 0);

    [Fact]
    public void A_head_rotation_survives_the_way_through_the_camera() => Cameras.Sample(camera =>
        CameraTests.AssertClose(camera, Camera.From3Ddfa(camera.To3Ddfa(), camera.Intrinsics, camera.Position.Length()), 1e-5f));

    [Fact]
    public void A_transposed_matrix_is_named()
    {
        float[] transposed = [1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 2.7f, 1];
        Assert.Contains("transposed", Assert.Throws<ArgumentException>(() => Camera.FromCameraToWorld(transposed, Intrinsics.Standard)).Message);
    }

    [Fact]
    public void A_matrix_without_inverse_is_refused()
    {
        float[] flat = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        Assert.Contains("inverse", Assert.Throws<ArgumentException>(() => Camera.FromWorldToCamera(flat, Intrinsics.Standard)).Message);
        Assert.Throws<InvalidOperationException>(() => Camera.FromCameraToWorld(flat, Intrinsics.Standard).ToWorldToCamera(CameraConvention.OpenCv));
    }

    [Fact]
    public void Pixels_and_image_units_convert_both_ways()
    {
        var pinhole = Intrinsics.FromPixels(2183.5, 2183.5, 256, 250, 512, 500);
        Assert.Equal(4.2646484f, pinhole.FocalX, 1e-6f);
        Assert.Equal(0.5f, pinhole.CentreY, 1e-6f);
        Assert.Equal(2183.5f, pinhole.ToPixels(512, 500).FocalY, 1e-3f);
        Assert.Throws<ArgumentOutOfRangeException>(() => Intrinsics.FromPixels(1, 1, 0, 0, 0, 1));
    }

    [Fact]
    public void The_field_of_view_keeps_the_constants_of_the_scripts()
    {
        Assert.Equal(4.26339f, Intrinsics.FromFieldOfView(18.837).FocalX, 1e-5f);
        Assert.Equal(4.46517f, Intrinsics.FromFieldOfView(18).FocalX, 1e-5f);
        Assert.Equal(13.37, Intrinsics.Standard.HorizontalFieldOfViewDegrees, 1e-2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Intrinsics.FromFieldOfView(180));
    }
}
