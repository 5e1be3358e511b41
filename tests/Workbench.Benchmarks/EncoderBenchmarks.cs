using Workbench.Encoders;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>Encoders of the published shape with initial weights; the libtorch path is the one that training takes.</summary>
internal static class EncoderBenchmarks
{
    private const int Rounds = 3;

    public static void Trunk(Machine machine)
    {
        using var face = new ArcFaceNetwork(ArcFaceConfig.IrSe50);
        var trunk = face.Trunk;
        Run(machine, "IR-SE50 trunk 256²", face, rand(1, 3, 256, 256) * 2 - 1, trunk.Deepest, Flops(trunk.Config));
    }

    public static void Styles(Machine machine)
    {
        using var encoder = new GradualStyleEncoder(StylePyramidConfig.Paper);
        Run(machine, "pSp encoder 256², 14 codes", encoder, rand(1, 3, 256, 256) * 2 - 1, encoder.forward, Flops(encoder.Config.Trunk));
    }

    public static void Planes(Machine machine)
    {
        using var network = new TriplaneNetEncoder(TriplaneNetConfig.Paper);
        using var planes = randn(1, 288, 256, 256);
        Run(machine, "TriPlaneNet v2, 288 channels", network, rand(1, 9, 256, 256) * 2 - 1, images => network.forward(images, planes), Flops(network.Config.Trunk) + 256 * 256 * 18.0 * 288 * (352 + 288));
    }

    // Without gradients the fast path is taken; with them, but nothing that requires one, the plain path without a graph.
    private static void Run(Machine machine, string name, nn.Module network, Tensor image, Func<Tensor, Tensor> forward, double flops)
    {
        using var scope = NewDisposeScope();
        network.eval();
        foreach (var parameter in network.parameters())
            parameter.requires_grad = false;
        Tensor Fast()
        {
            using var grad = no_grad();
            return forward(image);
        }
        using var expected = forward(image);
        using var actual = Fast();
        var error = (actual - expected).abs().max().item<float>() / expected.abs().max().item<float>();
        var times = Measurement.Interleaved(Rounds, () => forward(image).Dispose(), () => Fast().Dispose());
        Report.Line(name, times[0], times[1], error, flops, sizeof(float) * (double)network.parameters().Sum(parameter => parameter.numel()), machine);
    }

    // Operations of the 3×3 convolutions of a trunk at 256².
    private static double Flops(IrSeConfig config)
    {
        double side = 256, width = config.StemWidth, sum = side * side * 18 * config.InputChannels * width;
        foreach (var group in config.Groups)
            for (var unit = 0; unit < group.Units; unit++)
            {
                var stride = unit == 0 ? group.Stride : 1;
                sum += side * side * 18 * group.Width * (width + (double)group.Width / (stride * stride));
                (side, width) = (side / stride, group.Width);
            }
        return sum;
    }
}
