using Workbench.Encoders;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Losses;

public sealed partial class IdentityLoss
{
    /// <summary>The loss with the published identity network.</summary>
    /// <param name="path"><c>model_ir_se50.pth</c>, or the same as safetensors.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds another network; the message says which one it looks like.</exception>
    public static IdentityLoss Load(string path) => Load(path, ArcFaceConfig.IrSe50, KnownNetworks.ArcFace, "ArcFace IR-SE50");

    /// <summary>The same measure by CurricularFace (Huang et al. 2020), whose embeddings are divided by their length here; a second opinion, trained otherwise.</summary>
    /// <param name="path"><c>CurricularFace_Backbone.pth</c>, or the same as safetensors.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds another network; the message says which one it looks like.</exception>
    public static IdentityLoss LoadCurricularFace(string path) => Load(path, ArcFaceConfig.CurricularFace, KnownNetworks.CurricularFace, "CurricularFace IR-101");

    /// <summary>The loss with a network of the demo world around it: centred heads from any side, numbers called ID-demo.</summary>
    /// <param name="network">The network, which is disposed with the loss.</param>
    public static IdentityLoss Demo(ArcFaceNetwork network) => new(network, "demo-identity", FaceFraming.CentredHead, "ID-demo");

    private static IdentityLoss Load(string path, ArcFaceConfig config, KnownNetwork known, string name)
    {
        return new ArcFaceNetwork(config).GiveTo(network =>
        {
            NetworkWeights.Load(network, path, known);
            return new IdentityLoss(network, name);
        });
    }
}
