using System.Numerics;
using CsCheck;
using Workbench.Cameras;
using Workbench.Ops;

namespace Workbench.Tests.Cameras;

public sealed class CameraPoseTests : TensorTest
{
    [Fact]
    public void The_tensor_form_agrees_with_the_plain_form() => Gen.Select(Gen.Float[-6, 6], Gen.Float[0.3f, 2.8f], Gen.Float[1, 4]).Sample((yaw, pitch, radius) =>
    {
        using var scope = NewDisposeScope();
        var pivot = new Vector3(0.1f, -0.1f, 0.2f);
        var labels = CameraPose.LookAt(tensor([yaw]), tensor([pitch]), tensor([radius]), pivot);
        CameraTests.AssertClose(Camera.LookAt(yaw, pitch, pivot, radius), Camera.FromTensor(labels)[0], 1e-6f);
    }, iter: 200);

    [Fact]
    public void The_gradient_agrees_with_central_differences()
    {
        double[][] inputs = [[1.2, -0.7], [1.4, 2.2], [2.7, 1.9]];
        var leaves = inputs.Select(values => tensor(values, dtype: ScalarType.Float64, requires_grad: true)).ToArray();
        var weights = RandomSource.Seeded(3).Normal("weights", 2, 25).to(ScalarType.Float64);
        (Labels(leaves) * weights).sum().backward();
        const double step = 1e-6;
        for (var i = 0; i < inputs.Length; i++)
            for (var j = 0; j < inputs[i].Length; j++)
            {
                var numeric = (Loss(i, j, step) - Loss(i, j, -step)) / (2 * step);
                Assert.Equal(numeric, leaves[i].grad![j].item<double>(), 1e-7);
            }

        double Loss(int which, int element, double delta)
        {
            using var scope = NewDisposeScope();
            var moved = inputs.Select(values => values.ToArray()).ToArray();
            moved[which][element] += delta;
            return (Labels([.. moved.Select(values => tensor(values, dtype: ScalarType.Float64))]) * weights).sum().item<double>();
        }

        static Tensor Labels(Tensor[] parts) => CameraPose.LookAt(parts[0], parts[1], parts[2], new Vector3(0, 0.05f, 0.2f));
    }

    [Fact]
    public void Descent_finds_a_pose_from_its_label()
    {
        var target = Camera.LookAt(2.0, 1.3).ToTensor();
        var angles = tensor([1.5f, 1.6f], requires_grad: true);
        for (var i = 0; i < 200; i++)
        {
            using var scope = NewDisposeScope();
            (CameraPose.LookAt(angles[..1], angles[1..], tensor([2.7f])) - target).square().sum().backward();
            using var still = no_grad();
            angles.sub_(angles.grad! * 0.02f);
            angles.grad!.zero_();
        }
        Assert.Equal(2.0f, angles[0].item<float>(), 1e-3f);
        Assert.Equal(1.3f, angles[1].item<float>(), 1e-3f);
    }

    [Fact]
    public void Angles_of_different_counts_or_types_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CameraPose.LookAt(zeros(2), zeros(3), ones(2)));
        Assert.Contains("float64", Assert.Throws<ArgumentException>(() => CameraPose.LookAt(zeros(2), zeros(2, dtype: ScalarType.Float64), ones(2))).Message);
    }
}
