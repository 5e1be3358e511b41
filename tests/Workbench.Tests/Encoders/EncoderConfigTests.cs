using Workbench.Encoders;
using Workbench.Generator;

namespace Workbench.Tests.Encoders;

public sealed class EncoderConfigTests
{
    [Fact]
    public void Configurations_survive_json()
    {
        Survives(SmallNetworks.Trunk);
        Survives(SmallNetworks.Styles);
        Survives(SmallNetworks.Single);
        Survives(SmallNetworks.Face);
        Survives(SmallNetworks.Goae);
        Survives(SmallNetworks.Afa);
        Survives(SmallNetworks.Triplane(TriplaneNetVersion.V1, DecoderUpsampling.PixelShuffle));
        Survives(ProgressiveSchedule.Regular(14));
        Survives(ArcFaceConfig.CurricularFace);
    }

    [Fact]
    public void Presets_are_valid()
    {
        Assert.Empty(IrSeConfig.IrSe152.Validate());
        Assert.Empty(StylePyramidConfig.Paper.Validate());
        Assert.Empty(SingleStyleConfig.Paper.Validate());
        Assert.Empty(ArcFaceConfig.CurricularFace.Validate());
        Assert.Empty(TriplaneNetConfig.Paper.Validate());
        Assert.Empty(TriplaneNetConfig.V1Eg3d.Validate());
        Assert.Empty(GoaeConfig.Paper.Validate());
        Assert.Empty(AfaConfig.Paper.Validate());
    }

    [Fact]
    public void All_contradictions_are_listed()
    {
        var config = TriplaneNetConfig.Paper with { Version = TriplaneNetVersion.V1, Resolution = 100, PlaneChannels = 0 };
        Assert.Equal(4, config.Validate().Count);
        Assert.Contains("InputChannels must be 6", Assert.Throws<ArgumentException>(() => new TriplaneNetEncoder(config)).Message, StringComparison.Ordinal);
        Assert.Single((StylePyramidConfig.Paper with { ImageResolution = 200 }).Validate());
        Assert.Single((StylePyramidConfig.Paper with { Trunk = new IrSeConfig { Groups = [new(64, 1)] } }).Validate());
        Assert.NotEmpty((new SwinConfig() with { Window = 12 }).Validate());
        Assert.Single((GoaeConfig.Paper with { StyleCount = 6 }).Validate());
    }

    [Fact]
    public void Trunks_have_the_published_depths()
    {
        Assert.Equal(24, IrSeConfig.IrSe50.UnitCount);
        Assert.Equal(49, IrSeConfig.IrSe100.UnitCount);
        Assert.Equal(50, IrSeConfig.IrSe152.UnitCount);
        Assert.Equal(16, IrSeConfig.IrSe50.Stride);
    }

    private static void Survives<T>(T config)
        where T : class
    {
        var text = ConfigJson.Write(config);
        Assert.Equal(text, ConfigJson.Write(ConfigJson.Read<T>(text)));
    }
}
