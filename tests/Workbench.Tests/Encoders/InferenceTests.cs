using Workbench.Encoders;

namespace Workbench.Tests.Encoders;

/// <summary>Without gradients the encoders take a path of their own on the CPU; it must give what training sees.</summary>
public sealed class InferenceTests : TensorTest
{
    private const double Tolerance = 5e-6; // relative to the largest value; Winograd filtering rounds differently

    [Theory]
    [InlineData(32, 32, 1, 32)]
    [InlineData(64, 64, 1, 36)]
    [InlineData(32, 64, 1, 32)]
    [InlineData(32, 64, 2, 64)]
    [InlineData(16, 32, 1, 8)] // too small for Winograd
    [InlineData(32, 32, 1, 33)] // no multiple of four
    [InlineData(12, 20, 2, 32)] // no multiple of a register
    public void Unit_gives_the_same_without_gradients(int inputs, int outputs, int stride, int side)
    {
        foreach (var kind in Enum.GetValues<ResidualUnit>())
        {
            using var unit = new BottleneckUnit(inputs, outputs, stride, kind, reduction: 4);
            Stir(unit);
            Same(unit, () => unit.forward(randn(2, inputs, side, side)));
        }
    }

    [Fact]
    public void Decoder_step_gives_the_same_without_gradients()
    {
        using var step = new DoubleConvolution(48, 32);
        Stir(step);
        Same(step, () => step.forward(randn(2, 48, 32, 32)));
    }

    [Fact]
    public void Whole_encoder_gives_the_same_without_gradients()
    {
        var trunk = new IrSeConfig { StemWidth = 32, Groups = [new(32, 2), new(64, 1)], Reduction = 8 };
        using var encoder = new SingleStyleEncoder(new SingleStyleConfig { Trunk = trunk, ImageResolution = 64, StyleWidth = 16 });
        Stir(encoder);
        Same(encoder, () => encoder.forward(SmallNetworks.Picture()));
        using var refine = new TriplaneNetEncoder(SmallNetworks.Triplane(TriplaneNetVersion.V2, DecoderUpsampling.Nearest));
        Stir(refine);
        Same(refine, () => refine.forward(SmallNetworks.Picture(1, 9), randn(1, SmallNetworks.PlaneChannels, 64, 64)));
    }

    [Fact]
    public void Training_mode_uses_the_batch_even_without_gradients()
    {
        using var unit = new BottleneckUnit(32, 32, 1);
        unit.train();
        var x = randn(2, 32, 32, 32) * 3 + 1;
        using var grad = no_grad();
        var trained = unit.forward(x);
        unit.eval();
        Assert.False(trained.allclose(unit.forward(x), 1e-3, 1e-3));
    }

    // Slopes below zero and above one, uneven statistics.
    private static void Stir(nn.Module module)
    {
        using var grad = no_grad();
        module.eval();
        foreach (var (name, parameter) in module.named_parameters())
            if (parameter.dim() == 1)
                parameter.add_(randn(parameter.shape) * 0.7);
        foreach (var (name, buffer) in module.named_buffers())
            if (name.EndsWith("running_mean", StringComparison.Ordinal))
                buffer.copy_(randn(buffer.shape));
            else if (name.EndsWith("running_var", StringComparison.Ordinal))
                buffer.copy_(rand(buffer.shape) + 0.5);
    }

    private static void Same(nn.Module module, Func<Tensor> forward)
    {
        manual_seed(5);
        var plain = forward();
        Assert.True(plain.requires_grad);
        manual_seed(5);
        using var grad = no_grad();
        var fast = forward();
        Assert.Equal(plain.shape, fast.shape);
        Assert.InRange((plain - fast).abs().max().item<float>() / plain.abs().max().item<float>(), 0, Tolerance);
    }
}
