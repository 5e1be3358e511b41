using Workbench.Ops;

namespace Workbench.Tests.Ops;

public sealed class DifferentiateTests : TensorTest
{
    [Fact]
    public void Gradient_of_a_sum_of_squares_is_twice_the_input()
    {
        var x = tensor(new[] { 1f, -2f, 3f }).requires_grad_();
        Assert.Equal([2f, -4f, 6f], Differentiate.Gradient(x.square(), x).data<float>());
    }

    [Fact]
    public void Seed_weights_the_outputs()
    {
        var x = tensor(new[] { 1f, -2f }).requires_grad_();
        Assert.Equal([2f, -8f], Differentiate.Gradient(x.square(), [x], seed: arange(1, 3, ScalarType.Float32))[0].data<float>());
    }

    [Fact]
    public void Second_derivative_of_a_cube_is_six_x()
    {
        var x = tensor(new[] { 1f, -2f }).requires_grad_();
        var first = Differentiate.Gradient(x.pow(3), x, createGraph: true);
        Assert.Equal([6f, -12f], Differentiate.Gradient(first, x).data<float>());
    }

    [Fact]
    public void Gradient_without_a_graph_of_its_own_cannot_be_differentiated_again()
    {
        var x = tensor(new[] { 1f, -2f }).requires_grad_();
        var first = Differentiate.Gradient(x.pow(3), x);
        Assert.Contains("no graph", Assert.Throws<ArgumentException>(() => Differentiate.Gradient(first, x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_graph_can_be_differentiated_twice()
    {
        var (x, y) = (ones(2).requires_grad_(), ones(2).requires_grad_());
        var product = x * y;
        Assert.Equal([1f, 1f], Differentiate.Gradient(product, x).data<float>());
        Assert.Equal([1f, 1f], Differentiate.Gradient(product, y).data<float>());
    }

    [Fact]
    public void Input_without_influence_is_named()
    {
        // libtorch's undefined tensor is never counted as disposed; the count is a thread's own, so this test takes one for itself.
        Exception? error = null;
        var thread = new Thread(() =>
        {
            using var scope = NewDisposeScope();
            var (x, unused) = (ones(2).requires_grad_(), ones(3, 4).requires_grad_());
            error = Record.Exception(() => Differentiate.Gradient(x * 2, [x, unused]));
        });
        thread.Start();
        thread.Join();
        Assert.Contains("do not depend on number 1, Float32 [3, 4]", Assert.IsType<ArgumentException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_that_wants_no_gradient_is_named()
    {
        var (x, constant) = (ones(2).requires_grad_(), ones(2));
        var error = Assert.Throws<ArgumentException>(() => Differentiate.Gradient(x * constant, [x, constant]));
        Assert.Contains("number 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("requires_grad_", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_without_a_graph_are_refused()
    {
        var x = ones(2).requires_grad_();
        Tensor y;
        using (no_grad())
            y = x * 2;
        Assert.Throws<ArgumentException>(() => Differentiate.Gradient(y, x));
    }

    [Fact]
    public void Seed_of_another_shape_is_refused()
    {
        var x = ones(2).requires_grad_();
        Assert.Contains("Float32 [2]", Assert.Throws<ArgumentException>(() => Differentiate.Gradient(x * 2, [x], seed: ones(3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_inputs_are_refused()
    {
        var x = ones(2).requires_grad_();
        Assert.Throws<ArgumentException>(() => Differentiate.Gradient(x * 2, []));
    }
}
