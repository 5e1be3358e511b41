using System.Globalization;
using System.Text;

namespace Workbench.Weights;

/// <summary>The files of published weights that Workbench can use. None is needed to run it; each makes something possible.</summary>
public static class ModelCatalogue
{
    private const string NonCommercial = "non-commercial research (CC BY-NC-SA 4.0 and NVIDIA source code licence)";
    private const string TorchvisionLicence = "BSD-3-Clause code; weights trained on ImageNet (research terms)";

    /// <summary>All of them, the most useful first.</summary>
    public static IReadOnlyList<ModelFile> All { get; } =
    [
        new("easy-khair-180-gpc0.8-trans10-025000.pkl", [], "PanoHead generator: 360° heads, 512²", 600, "README of github.com/SizheAn/PanoHead", NonCommercial),
        new("model_ir_se50.pth", [KnownNetworks.ArcFace], "identity loss and ID metric; encoders start from its trunk", 175.4, "README of github.com/TreB1eN/InsightFace_Pytorch, also linked from github.com/eladrich/pixel2style2pixel", "MIT code; trained on faces collected for research"),
        new("alexnet-owt-7be5be79.pth", [KnownNetworks.AlexNet], "LPIPS (alex): training losses and the LPIPS metric", 244.4, "download.pytorch.org/models", TorchvisionLicence),
        new("vgg16-397923af.pth", [KnownNetworks.Vgg16], "LPIPS (vgg): image optimisation", 553.4, "download.pytorch.org/models", TorchvisionLicence),
        new("squeezenet1_1-b8a52dc0.pth", [KnownNetworks.SqueezeNet], "LPIPS (squeeze)", 5, "download.pytorch.org/models", TorchvisionLicence),
        new("pt_inception-2015-12-05-6726825d.pth", [KnownNetworks.FidInception], "FID and KID", 95.6, "releases of github.com/mseitzer/pytorch-fid", "Apache-2.0 (converted from TensorFlow's Inception)"),
        new("79999_iter.pth", [KnownNetworks.FaceParser], "face parser (BiSeNet, 19 parts): hair and part transfer on photographs", 53.3, "README of github.com/zllrunning/face-parsing.PyTorch", "MIT code; no terms stated for the weights, trained on CelebAMask-HQ (non-commercial research)"),
        new("CurricularFace_Backbone.pth", [KnownNetworks.CurricularFace], "second column of the ID metric", 260.7, "README of github.com/HuangYG123/CurricularFace", "MIT code; trained on faces collected for research"),
        new("psp_ffhq_encode.pt", [KnownNetworks.StyleEncoder], "pSp encoder of 2-D faces, 18 codes (comparison only)", 1207, "README of github.com/eladrich/pixel2style2pixel", "MIT code; weights trained on FFHQ (CC BY-NC-SA 4.0)"),
        new("e4e_ffhq_encode.pt", [KnownNetworks.StyleEncoder], "e4e encoder of 2-D faces, 18 codes (comparison only)", 1200, "README of github.com/omertov/encoder4editing", "MIT code; weights trained on FFHQ (CC BY-NC-SA 4.0)"),
        new("triplanenet_v1.pt", [KnownNetworks.TriPlaneNetV1], "TriPlaneNet v1 for EG3D: W+ encoder, offset encoder and generator", 1100, "README of github.com/anantarb/triplanenet (any name will do)", "see its repository"),
        new("triplanenet_v2.pt", [KnownNetworks.TriPlaneNetV2Nearest, KnownNetworks.TriPlaneNetV2Shuffle], "TriPlaneNet v2 for EG3D: W+ encoder, refining encoder and generator", 1100, "README of github.com/anantarb/triplanenet (any name will do)", "see its repository"),
        new("encoder_FFHQ.pt", [KnownNetworks.Goae], "GOAE encoder for EG3D", 445, "README of github.com/jiangyzy/GOAE", "see its repository"),
        new("afa_FFHQ.pt", [KnownNetworks.GoaeAggregation], "GOAE feature aggregation for EG3D", 48, "README of github.com/jiangyzy/GOAE", "see its repository"),
    ];

    /// <summary>The text of <c>models/README.md</c>: every file, what for, how large, from where, under which terms.</summary>
    public static string Readme()
    {
        var text = new StringBuilder("# Models\n\nFiles that their authors publish and Workbench uses but does not ship. Put those you want into this folder; the content decides what a file is, not its name. Sizes are approximate. Read each licence before use.\n\n");
        text.Append("| file | what for | size | where its authors publish it | licence |\n|---|---|---|---|---|\n");
        foreach (var file in All)
            text.Append(CultureInfo.InvariantCulture, $"| `{file.FileName}` | {file.Purpose} | about {file.Megabytes:0} MB | {file.Source} | {file.Licence} |\n");
        return text.Append("\n`workbench doctor --models` shows which of them are present and what they really hold.\n").ToString();
    }
}
