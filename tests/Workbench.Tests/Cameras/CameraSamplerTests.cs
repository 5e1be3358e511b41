using System.Numerics;
using Workbench.Cameras;
using Workbench.Ops;

namespace Workbench.Tests.Cameras;

public sealed class CameraSamplerTests : TensorTest
{
    [Fact]
    public void Without_deviation_every_camera_is_the_mean_and_the_draws_are_still_taken()
    {
        var random = RandomSource.Seeded(5);
        var cameras = CameraSampler.Gaussian(3, random, 0, 0);
        Assert.All(cameras, camera => CameraTests.AssertClose(Camera.LookAt(Math.PI / 2, Math.PI / 2), camera, 0));
        var fresh = RandomSource.Seeded(5);
        fresh.Normal(RandomSource.Camera, 3, 1);
        fresh.Normal(RandomSource.Camera, 3, 1);
        Assert.Equal(fresh.Normal(RandomSource.Camera, 4).data<float>(), random.Normal(RandomSource.Camera, 4).data<float>());
    }

    [Fact]
    public void A_seed_gives_the_same_cameras_again() =>
        Assert.Equal(
            CameraSampler.Gaussian(5, RandomSource.Seeded(1), 0.5, 0.2).SelectMany(camera => camera.Label.ToArray()),
            CameraSampler.Gaussian(5, RandomSource.Seeded(1), 0.5, 0.2).SelectMany(camera => camera.Label.ToArray()));

    [Fact]
    public void Uniform_cameras_stay_in_their_range_and_look_at_the_pivot()
    {
        var pivot = new Vector3(0, 0, 0.2f);
        foreach (var camera in CameraSampler.Uniform(200, RandomSource.Seeded(2), 0.5, 0, pivot: pivot, radius: 3))
        {
            Assert.InRange(Math.Abs(Math.Atan2(camera.Position.X, camera.Position.Z)), 0, 0.5 + 1e-5);
            Assert.Equal(0.5f, camera.Project(pivot).X, 1e-5f);
            Assert.Equal(3, camera.Position.Length(), 1e-5f);
        }
    }
}
