using Workbench.Encoders;

namespace Workbench.Tests.Encoders;

/// <summary>Every encoder sized for pictures of 64 pixels and planes of 64² × 3 × 16.</summary>
internal static class SmallNetworks
{
    public const int Side = 64;
    public const int PlaneChannels = 144;

    public static IrSeConfig Trunk { get; } = new() { StemWidth = 8, Groups = [new(8, 1), new(16, 1), new(24, 2), new(32, 2)], Reduction = 4 };

    public static StylePyramidConfig Styles { get; } = new() { Trunk = Trunk, ImageResolution = Side, StyleCount = 10, StyleWidth = 20, CoarseStyles = 2, MiddleStyles = 3 };

    public static SingleStyleConfig Single { get; } = new() { Trunk = Trunk, ImageResolution = Side, StyleWidth = 20 };

    public static ArcFaceConfig Face { get; } = new() { Trunk = Trunk, ImageResolution = Side, EmbeddingWidth = 12 };

    public static SwinConfig Swin { get; } = new() { ImageResolution = Side, PatchSize = 2, EmbedWidth = 8, Depths = [2, 2, 2, 1], Heads = [1, 2, 2, 4], Window = 8, PretrainedWindows = [0, 0, 0, 0] };

    public static GoaeConfig Goae { get; } = new() { Swin = Swin, StyleWidth = 20, StyleCount = 10, CoarseStyles = 2, MiddleStyles = 3, Heads = 2, AttentionHidden = 24 };

    public static AfaConfig Afa { get; } = new() { Trunk = new IrSeConfig { StemWidth = 8, Groups = [new(8, 1), new(16, 1)], Reduction = 4 }, FeatureChannels = 24, Heads = 2, AttentionHidden = 32 };

    public static TriplaneNetConfig Triplane(TriplaneNetVersion version, DecoderUpsampling upsampling) => new()
    {
        Version = version,
        Upsampling = upsampling,
        Trunk = Trunk with { InputChannels = version == TriplaneNetVersion.V1 ? 6 : 9 },
        Resolution = Side,
        PlaneChannels = PlaneChannels,
        HeadWidth = 32,
    };

    public static Tensor Picture(int count = 2, int channels = 3, int side = Side) => rand(count, channels, side, side) * 2 - 1;
}
