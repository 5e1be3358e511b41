using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Metrics;

public sealed partial class InceptionNetwork
{
    /// <summary>The network with the weights that define FID.</summary>
    /// <param name="path"><c>pt_inception-2015-12-05-6726825d.pth</c> of pytorch-fid, or the same as safetensors.</param>
    /// <param name="topology">Which pooling; only <see cref="InceptionTopology.Fid"/> gives comparable numbers.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds another network; the message says which one it looks like.</exception>
    public static InceptionNetwork Load(string path, InceptionTopology topology = InceptionTopology.Fid)
    {
        return new InceptionNetwork(topology).GiveTo(network =>
        {
            NetworkWeights.Load(network, path, KnownNetworks.FidInception);
            return network;
        });
    }
}
