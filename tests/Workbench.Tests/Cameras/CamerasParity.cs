using System.Numerics;
using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Cameras;

internal static class CamerasParity
{
    // The three samplers of the file share these settings; they are stated in the description of the fixtures.
    private const double YawDeviation = 0.5;
    private const double PitchDeviation = 0.2;

    [Parity("panohead/cameras*.safetensors")]
    internal static void Cameras(Fixture f)
    {
        Poses(f);
        Samplers(f);
        FieldsOfView(f);
        foreach (var (key, orbit) in new (string, Func<int, IReadOnlyList<Camera>>)[] { ("out.orbit_head", Orbits.Head), ("out.orbit_default", Orbits.Default), ("out.orbit_pti", Orbits.PivotalTuning) })
            if (f.Has(key))
                f.Expect(key, Matrices(orbit((int)f.ShapeOf(key)[0])), 1e-6);
        Label(f);
    }

    private static void Poses(Fixture f)
    {
        var rows = f["inputs"].data<double>().ToArray().Chunk(6).ToList();
        var cameras = rows.Select(row => Camera.LookAt(row[0], row[1], new Vector3((float)row[2], (float)row[3], (float)row[4]), row[5])).ToList();
        f.Expect("out.cam2world", Matrices(cameras), 1e-6);

        const string angles = "out.poseangle_yaw_pitch_roll_deg";
        var expected = f[angles].data<double>().ToArray().Chunk(3).ToList();
        for (var i = 0; i < cameras.Count; i++)
        {
            var actual = cameras[i].Angles;
            f.ExpectNumber($"{angles}[{i}].yaw", 0, Math.IEEERemainder(actual.YawDegrees - expected[i][0], 360), 1e-3);
            if (Math.Abs(Math.Abs(expected[i][0]) - 90) < 0.1)
                continue; // pitch and roll are quotients of rounding errors there
            f.ExpectNumber($"{angles}[{i}].pitch", expected[i][1], actual.PitchDegrees, 1e-3);
            f.ExpectNumber($"{angles}[{i}].roll", expected[i][2], actual.RollDegrees, 1e-3);
        }

        foreach (var group in rows.GroupBy(row => (row[2], row[3], row[4])))
        {
            var labels = CameraPose.LookAt(
                tensor(group.Select(row => (float)row[0]).ToArray()), tensor(group.Select(row => (float)row[1]).ToArray()), tensor(group.Select(row => (float)row[5]).ToArray()),
                new Vector3((float)group.Key.Item1, (float)group.Key.Item2, (float)group.Key.Item3));
            var wanted = group.Select(row => f["out.cam2world"][rows.IndexOf(row)]).ToList();
            f.Expect($"out.cam2world (tensor form, pivot {group.Key})", stack(wanted), labels[.., ..16].reshape(-1, 4, 4), 1e-6);
        }
    }

    private static void Samplers(Fixture f)
    {
        foreach (var sampler in f.Under("cam.").Select(key => key.Split('.')[0]).Distinct().ToList())
        {
            var key = sampler == "LookAt" ? "out.LookAt_random" : "out." + sampler;
            var count = (int)f.ShapeOf(key)[0];
            var random = new Replay(f, "cam." + sampler);
            var cameras = sampler == "UniformCameraPoseSampler"
                ? CameraSampler.Uniform(count, random, YawDeviation, PitchDeviation)
                : CameraSampler.Gaussian(count, random, YawDeviation, PitchDeviation, pivot: sampler == "LookAt" ? new Vector3(0, 0, 0.2f) : null);
            f.Expect(key, Matrices(cameras), 1e-6);
        }
    }

    private static void FieldsOfView(Fixture f)
    {
        var matrices = f["fov_degrees"].data<double>().Select(degrees => Camera.Front.WithIntrinsics(Intrinsics.FromFieldOfView(degrees)).ToTensor()[0, 16..].reshape(3, 3)).ToList();
        f.Expect("out.fov_intrinsics", stack(matrices), 1e-6);
    }

    private static void Label(Fixture f)
    {
        var camera = Camera.FromLabel(f["label"].data<float>().ToArray());
        f.Expect("out.label_mirrored", camera.Mirror().ToTensor()[0], 0);
        var angles = camera.Angles;
        f.Expect("out.label_poseangle", tensor([angles.YawDegrees, angles.PitchDegrees, angles.RollDegrees], dtype: ScalarType.Float64), 1e-3);
    }

    private static Tensor Matrices(IEnumerable<Camera> cameras) => Camera.ToTensor([.. cameras])[.., ..16].reshape(-1, 4, 4);

    /// <summary>Hands out the stored draws of a sampler in order.</summary>
    private sealed class Replay(Fixture f, string prefix) : RandomSource
    {
        private int _uniform;
        private int _normal;

        public override Tensor Uniform(string stream, params ReadOnlySpan<long> shape) => Next("rand", _uniform++, stream, shape);

        public override Tensor Normal(string stream, params ReadOnlySpan<long> shape) => Next("randn", _normal++, stream, shape);

        private Tensor Next(string kind, int index, string stream, ReadOnlySpan<long> shape)
        {
            Assert.Equal(Camera, stream);
            var draw = f[$"{prefix}.{kind}.{index}"];
            Assert.Equal(draw.shape, shape.ToArray());
            return draw;
        }
    }
}
