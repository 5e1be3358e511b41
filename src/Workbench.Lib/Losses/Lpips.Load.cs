using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Losses;

public sealed partial class Lpips
{
    /// <summary>The distance with the features of a torchvision file.</summary>
    /// <param name="path">torchvision's <c>alexnet-*.pth</c>, <c>vgg16-*.pth</c> or <c>squeezenet1_1-*.pth</c>, or the same as safetensors.</param>
    /// <param name="network">Which features are compared.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds another network; the message says which one it looks like.</exception>
    public static Lpips Load(string path, LpipsNetwork network = LpipsNetwork.Alex)
    {
        var known = network switch
        {
            LpipsNetwork.Alex => KnownNetworks.AlexNet,
            LpipsNetwork.Vgg => KnownNetworks.Vgg16,
            LpipsNetwork.Squeeze => KnownNetworks.SqueezeNet,
            _ => throw new ArgumentOutOfRangeException(nameof(network), network, "Name one of the networks of LpipsNetwork."),
        };
        return new Lpips(network).GiveTo(lpips =>
        {
            NetworkWeights.Load(lpips, path, known);
            return lpips;
        });
    }
}
