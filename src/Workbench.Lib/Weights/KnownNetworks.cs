namespace Workbench.Weights;

/// <summary>The architectures that Workbench can tell from a file's tensor names and shapes.</summary>
public static class KnownNetworks
{
    private static readonly TensorSignature RgbStem = new("input_layer.0.weight", 64, 3, 3, 3);

    /// <summary>ArcFace IR-SE50 with its embedding, input 112: <c>model_ir_se50.pth</c>.</summary>
    public static KnownNetwork ArcFace { get; } = new("ArcFace IR-SE50 (identity network)", [new("output_layer.3.weight", 512, 25088), RgbStem, new("body.23.res_layer.5.fc1.weight", 32, 512, 1, 1), new("output_layer.4.weight", 512)])
    {
        Absent = ["body.24.res_layer.1.weight"],
    };

    /// <summary>CurricularFace IR-101, input 112.</summary>
    public static KnownNetwork CurricularFace { get; } = new("CurricularFace IR-101", [new("output_layer.3.weight", 512, 25088), RgbStem, new("body.48.res_layer.3.weight", 512, 512, 3, 3)])
    {
        Absent = ["body.48.res_layer.5.fc1.weight", "body.49.res_layer.1.weight"],
    };

    /// <summary>The W+ encoder of pSp and e4e, any number of codes.</summary>
    public static KnownNetwork StyleEncoder { get; } = new("pSp or e4e W+ encoder", [new("latlayer1.weight", 512, 256, 1, 1), RgbStem, new("latlayer2.weight", 512, 128, 1, 1), new("styles.0.linear.weight", 512, 512)]);

    /// <summary>The encoder of a single code.</summary>
    public static KnownNetwork SingleCodeEncoder { get; } = new("single-code encoder (last layer into W)", [new("linear.weight", 512, 512), RgbStem, new("body.23.res_layer.1.weight", 512, 512, 3, 3)]) { Absent = ["latlayer1.weight"] };

    /// <summary>TriPlaneNet's offset encoder, first version.</summary>
    public static KnownNetwork TriPlaneNetV1 { get; } = new("TriPlaneNet v1 offset encoder", [new("final_head.0.weight", -1, 24, 3, 3), new("input_layer.0.weight", 64, 6, 3, 3), new("up2.conv.double_conv.0.weight", 384)]);

    /// <summary>TriPlaneNet's second version with pixel shuffling.</summary>
    public static KnownNetwork TriPlaneNetV2Shuffle { get; } = new("TriPlaneNet v2 encoder (pixel shuffle)", [new("final_head_two.0.weight", -1, -1, 3, 3), new("input_layer.0.weight", 64, 9, 3, 3), new("up2.conv.double_conv.0.weight", 384)]);

    /// <summary>TriPlaneNet's second version with nearest enlargement.</summary>
    public static KnownNetwork TriPlaneNetV2Nearest { get; } = new("TriPlaneNet v2 encoder (nearest)", [new("final_head_two.0.weight", -1, -1, 3, 3), new("input_layer.0.weight", 64, 9, 3, 3), new("up2.conv.double_conv.0.weight", 768)]);

    /// <summary>GOAE's Swin encoder.</summary>
    public static KnownNetwork Goae { get; } = new("GOAE encoder (Swin V2)", [new("swin_model.patch_embed.proj.weight", 128, 3, 4, 4), new("mapper_base_spatial.0.weight", 64, 64)]);

    /// <summary>GOAE's feature aggregation.</summary>
    public static KnownNetwork GoaeAggregation { get; } = new("GOAE adaptive feature aggregation", [new("cross_att_gamma.linear1.weight", 1024, 512), RgbStem, new("output_layer.0.weight", 512, 256, 3, 3)]);

    /// <summary>e4e's discriminator of codes.</summary>
    public static KnownNetwork LatentDiscriminator { get; } = new("e4e latent discriminator", [new("mlp.6.weight", 1, 512), new("mlp.0.weight", 512, 512)]);

    /// <summary>The discriminator of head planes.</summary>
    public static KnownNetwork TriGridDiscriminator { get; } = new("tri-grid discriminator (Table 6)", [new("net.11.weight", 1, -1, 3, 3), new("net.0.weight", -1, -1, 3, 3)]);

    /// <summary>torchvision's AlexNet.</summary>
    public static KnownNetwork AlexNet { get; } = new("torchvision AlexNet", [new("features.0.weight", 64, 3, 11, 11), new("features.10.weight", 256, 256, 3, 3)]) { Unneeded = ["classifier.*"] };

    /// <summary>torchvision's VGG-16 without batch normalisation.</summary>
    public static KnownNetwork Vgg16 { get; } = new("torchvision VGG-16", [new("features.28.weight", 512, 512, 3, 3), new("features.0.weight", 64, 3, 3, 3), new("features.24.weight", 512, 512, 3, 3)])
    {
        Absent = ["features.1.weight", "features.30.weight"],
        Unneeded = ["classifier.*"],
    };

    /// <summary>torchvision's SqueezeNet 1.1.</summary>
    public static KnownNetwork SqueezeNet { get; } = new("torchvision SqueezeNet 1.1", [new("features.3.squeeze.weight", 16, 64, 1, 1), new("features.0.weight", 64, 3, 3, 3)]) { Unneeded = ["classifier.*"] };

    /// <summary>The network of pytorch-fid.</summary>
    public static KnownNetwork FidInception { get; } = new("Inception v3 of pytorch-fid", [new("Conv2d_1a_3x3.conv.weight", 32, 3, 3, 3), new("fc.weight", 1008, 2048)]);

    /// <summary>BiSeNet with the 19 classes of a face: <c>79999_iter.pth</c>. The heads that guided its training may be missing.</summary>
    public static KnownNetwork FaceParser { get; } = new("BiSeNet face parser", [new("conv_out.conv_out.weight", 19, 256, 1, 1), new("cp.resnet.conv1.weight", 64, 3, 7, 7), new("ffm.conv1.weight", 64, 256, 1, 1)])
    {
        Optional = ["conv_out16.*", "conv_out32.*"],
    };

    /// <summary>PanoHead's or EG3D's generator as a state dict.</summary>
    public static KnownNetwork HeadGenerator { get; } = new("PanoHead or EG3D generator", [new("backbone.synthesis.b4.const", -1, 4, 4), new("decoder.net.0.weight", -1, -1)]);

    // Others that people hand in by mistake.
    private static readonly KnownNetwork[] Relatives =
    [
        new("torchvision Inception v3 (trained on 1000 classes, not the network of FID)", [new("Conv2d_1a_3x3.conv.weight", 32, 3, 3, 3), new("fc.weight", 1000, 2048)]),
        new("LPIPS heads for AlexNet", [new("lin0.model.1.weight", 1, 64, 1, 1), new("lin1.model.1.weight", 1, 192, 1, 1)]),
        new("LPIPS heads for SqueezeNet", [new("lin6.model.1.weight", 1, 512, 1, 1)]),
        new("LPIPS heads for VGG-16", [new("lin4.model.1.weight", 1, 512, 1, 1), new("lin1.model.1.weight", 1, 128, 1, 1)]) { Absent = ["lin6.model.1.weight"] },
        new("torchvision VGG-19", [new("features.34.weight", 512, 512, 3, 3)]),
        new("torchvision VGG-16 with batch normalisation", [new("features.1.running_mean", 64), new("features.40.weight", 512, 512, 3, 3)]),
        new("torchvision SqueezeNet 1.0", [new("features.3.squeeze.weight", 16, 96, 1, 1)]),
        new("ArcFace IR-SE101 or deeper", [new("output_layer.3.weight", 512, 25088), new("body.48.res_layer.5.fc1.weight", 32, 512, 1, 1)]),
        new("ArcFace IR-50 without squeeze and excitation", [new("output_layer.3.weight", 512, 25088), new("body.23.res_layer.1.weight", 512, 512, 3, 3)]) { Absent = ["body.23.res_layer.5.fc1.weight", "body.24.res_layer.1.weight"] },
        new("StyleGAN2 generator (NVIDIA)", [new("synthesis.b4.const", -1, 4, 4), new("mapping.fc0.weight", -1, -1)]),
        new("StyleGAN2 generator (rosinality), the decoder of 2-D pSp and e4e", [new("convs.0.conv.weight", 1, -1, -1, -1, -1), new("style.1.weight", -1, -1)]),
        new("identity network of the demo world (DemoNetworks.Identity loads it)", [new("output_layer.3.weight", 128, 1440), new("input_layer.0.weight", 16, 3, 3, 3)]),
        new("perceptual network of the demo world (DemoNetworks.Features loads it)", [new("stage_weights", -1), new("stages.0.0.weight", -1, 3, 3, 3)]),
        new("ResNet-50", [new("layer4.2.conv3.weight", 2048, 512, 1, 1), new("fc.weight", -1, 2048)]),
    ];

    private static readonly KnownNetwork[] Everything =
    [
        ArcFace, CurricularFace, StyleEncoder, SingleCodeEncoder, TriPlaneNetV1, TriPlaneNetV2Shuffle, TriPlaneNetV2Nearest, Goae, GoaeAggregation, LatentDiscriminator, TriGridDiscriminator,
        AlexNet, Vgg16, SqueezeNet, FidInception, FaceParser, HeadGenerator, .. Relatives,
    ];

    /// <summary>Every known network in a table of tensors, with the prefix under which it lies.</summary>
    /// <param name="tensors">Tensors of a file.</param>
    public static IReadOnlyList<(KnownNetwork Network, string Prefix)> Identify(IReadOnlyDictionary<string, TensorEntry> tensors) =>
        [.. Everything.SelectMany(network => network.FindIn(tensors).Select(prefix => (network, prefix)))];

    /// <summary>What a table of tensors holds, in words for a message.</summary>
    /// <param name="tensors">Tensors of a file.</param>
    public static string Describe(IReadOnlyDictionary<string, TensorEntry> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var found = Identify(tensors);
        if (found.Count == 0)
            return $"no network known here ({tensors.Count} tensors{(tensors.Count == 0 ? "" : $", first '{tensors.Keys.First()}'")})";
        return string.Join(" and ", found.Select(item => Words(item.Network, item.Prefix, tensors)));
    }

    private static string Words(KnownNetwork network, string prefix, IReadOnlyDictionary<string, TensorEntry> tensors)
    {
        var name = network.Name;
        if (ReferenceEquals(network, StyleEncoder))
            name += $" of {Enumerable.Range(0, 100).TakeWhile(i => tensors.ContainsKey($"{prefix}styles.{i}.linear.weight")).Count()} codes";
        return prefix.Length == 0 ? name : $"{name} below '{prefix}'";
    }
}
