namespace Workbench.Losses;

/// <summary>The convolutional part of a classification network, read at several depths; state-dict names are torchvision's below <c>features</c>.</summary>
public sealed class FeatureStack : nn.Module
{
    private readonly List<Layer> _layers = [];

    /// <summary>Creates a network with initial weights.</summary>
    /// <param name="network">Which one.</param>
    public FeatureStack(LpipsNetwork network)
        : base(nameof(FeatureStack))
    {
        Network = network;
        switch (network)
        {
            case LpipsNetwork.Alex:
                BuildAlex();
                break;
            case LpipsNetwork.Vgg:
                BuildVgg();
                break;
            case LpipsNetwork.Squeeze:
                BuildSqueeze();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(network), network, "Name one of the networks of LpipsNetwork.");
        }
    }

    /// <summary>Which network this is.</summary>
    public LpipsNetwork Network { get; }

    /// <summary>Channels of every map that <see cref="Maps"/> returns.</summary>
    public IReadOnlyList<int> Widths { get; private set; } = [];

    /// <summary>Fewest pixels a side of a picture; below, a pooling window would find no pixel.</summary>
    public int LeastSide => Network switch
    {
        LpipsNetwork.Alex => 31,
        LpipsNetwork.Vgg => 16,
        _ => 17,
    };

    /// <summary>Maps after the compared activations, from fine to coarse; the caller's scope owns them.</summary>
    /// <param name="image">Normalised pictures, [N, 3, H, W].</param>
    /// <returns>[N, C, h, w] each.</returns>
    public IReadOnlyList<Tensor> Maps(Tensor image)
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>(Widths.Count);
        var x = image;
        foreach (var layer in _layers)
        {
            x = layer.Apply(x);
            if (layer.Tapped)
                maps.Add(x.MoveToOuterDisposeScope());
        }
        return maps;
    }

    // Indices count activations and poolings, as torchvision's do.
    private void BuildAlex()
    {
        Convolution(0, 3, 64, 11, stride: 4, padding: 2);
        Activation(tapped: true);
        Pool(3);
        Convolution(3, 64, 192, 5, padding: 2);
        Activation(tapped: true);
        Pool(3);
        Convolution(6, 192, 384, 3, padding: 1);
        Activation(tapped: true);
        Convolution(8, 384, 256, 3, padding: 1);
        Activation(tapped: true);
        Convolution(10, 256, 256, 3, padding: 1);
        Activation(tapped: true);
        Widths = [64, 192, 384, 256, 256];
    }

    private void BuildVgg()
    {
        (int Width, int Convolutions)[] blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)];
        var (index, channels) = (0, 3);
        foreach (var (width, convolutions) in blocks)
        {
            if (index > 0)
            {
                Pool(2);
                index++;
            }
            for (var i = 0; i < convolutions; i++, index += 2, channels = width)
            {
                Convolution(index, channels, width, 3, padding: 1);
                Activation(tapped: i == convolutions - 1);
            }
        }
        Widths = [.. blocks.Select(block => block.Width)];
    }

    private void BuildSqueeze()
    {
        Convolution(0, 3, 64, 3, stride: 2);
        Activation(tapped: true);
        Pool(3, upward: true);
        FireAt(3, 64, 16, 64);
        FireAt(4, 128, 16, 64, tapped: true);
        Pool(3, upward: true);
        FireAt(6, 128, 32, 128);
        FireAt(7, 256, 32, 128, tapped: true);
        Pool(3, upward: true);
        FireAt(9, 256, 48, 192, tapped: true);
        FireAt(10, 384, 48, 192, tapped: true);
        FireAt(11, 384, 64, 256, tapped: true);
        FireAt(12, 512, 64, 256, tapped: true);
        Widths = [64, 128, 256, 384, 384, 512, 512];
    }

    private void Convolution(int index, int inputs, int outputs, int kernel, int stride = 1, int padding = 0) =>
        Learned(index, nn.Conv2d(inputs, outputs, kernel, stride, padding), tapped: false);

    private void FireAt(int index, int inputs, int squeezed, int expanded, bool tapped = false) => Learned(index, new FireModule(inputs, squeezed, expanded), tapped);

    private void Learned(int index, nn.Module<Tensor, Tensor> module, bool tapped)
    {
        register_module(index.ToString(System.Globalization.CultureInfo.InvariantCulture), module);
        _layers.Add(new Layer(module.forward, tapped));
    }

    // A new tensor: the map before it may be compared, too.
    private void Activation(bool tapped) => _layers.Add(new Layer(x => nn.functional.relu(x), tapped));

    private void Pool(int side, bool upward = false) => _layers.Add(new Layer(x => nn.functional.max_pool2d(x, side, 2, ceil_mode: upward), Tapped: false));

    private sealed record Layer(Func<Tensor, Tensor> Apply, bool Tapped);
}
