using Workbench.Cameras;
using Workbench.Discriminators;
using Workbench.Generator;
using Workbench.Rendering;
using Workbench.Tests.Parity;
using Workbench.Weights;

namespace Workbench.Tests.Generator;

public sealed class PanoHeadLoadTests : TensorTest
{
    private static string Snapshot => FixtureFiles.All().Where(file => file.StartsWith("panohead/network-snapshot-", StringComparison.Ordinal) && file.EndsWith(".pkl", StringComparison.Ordinal))
        .Select(FixtureFiles.Full).First();

    [Fact]
    public void An_official_pickle_renders_as_its_own_fixture_says()
    {
        var stored = new Fixture(FixtureFiles.Full("panohead/generator_public.safetensors"));
        using var head = PanoHead.Load(Path.Combine(Path.GetDirectoryName(stored.Path)!, "network-snapshot-public.pkl"));
        Assert.Equal(32, head.Config.NeuralResolution);
        using var grad = no_grad();
        var output = head.Network.Synthesis(stored["out.ws"], stored["out.c_new"], new SynthesisSettings { Random = new RecipeRandom("synth", (uint)stored.Number("random_seed")) });
        Assert.True(output.Image.allclose(stored["out.image"], 1e-4, 1e-4));
    }

    [Fact]
    public void Saving_and_loading_keeps_every_bit_and_the_configuration()
    {
        using var folder = new TemporaryFolder();
        using var head = SmallPanoHead.Create(SmallPanoHead.Config with { PlaneAxes = PlaneAxes.Eg3d, PlaneDepth = 2 });
        head.Save(folder.File("small.safetensors"), "a test");
        using var loaded = PanoHead.Load(folder.File("small.safetensors"));
        Assert.Equal(ConfigJson.Write(head.Config), ConfigJson.Write(loaded.Config));
        var expected = head.Network.state_dict();
        foreach (var (key, value) in loaded.Network.state_dict())
            Assert.True(value.equal(expected[key]).all().item<bool>(), key);
        var camera = Camera.At(20);
        Assert.True(head.Render(head.Synthesize(head.Map(1)), camera).Image.equal(loaded.Render(loaded.Synthesize(loaded.Map(1)), camera).Image).all().item<bool>());
    }

    [Fact]
    public void A_configuration_survives_json_and_refuses_unknown_names()
    {
        var config = SmallPanoHead.Config with { CameraPivot = (1, 2, 3), PlaneAxes = PlaneAxes.Eg3d, DecoderActivation = DecoderActivation.Sigmoid };
        var again = ConfigJson.Read<PanoHeadConfig>(ConfigJson.Write(config));
        Assert.Equal(config.CameraPivot, again.CameraPivot);
        Assert.Equal(config.PlaneAxes, again.PlaneAxes);
        Assert.Equal(ConfigJson.Write(config), ConfigJson.Write(again));
        Assert.Contains("planeDeepth", Assert.Throws<ConfigFormatException>(() => ConfigJson.Read<PanoHeadConfig>("""{"planeDeepth": 3}""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_dict_of_another_architecture_lists_what_differs()
    {
        using var folder = new TemporaryFolder();
        using var head = SmallPanoHead.Create();
        SafeTensors.Write(folder.File("bare.safetensors"), head.Network.state_dict());
        using var same = PanoHead.Load(folder.File("bare.safetensors"), SmallPanoHead.Config);
        var error = Assert.Throws<CheckpointFormatException>(() => PanoHead.Load(folder.File("bare.safetensors"), SmallPanoHead.Config with { PlaneResolution = 32 }));
        Assert.Contains("backbone.synthesis.b32", error.Message, StringComparison.Ordinal);
        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_other_network_of_a_pickle_is_named_when_asked_for_a_wrong_one()
    {
        var error = Assert.Throws<CheckpointFormatException>(() => PanoHead.Load(Snapshot, network: "G_best"));
        Assert.Contains("G_ema", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_discriminator_is_no_generator()
    {
        Assert.Throws<CheckpointFormatException>(() => PanoHead.Load(Snapshot, network: "D"));
    }

    [Fact]
    public void The_best_generator_is_found_from_any_folder_of_the_checkout()
    {
        Assert.True(File.Exists(GeneratorFiles.Best(Path.Combine(FixtureFiles.Repository, "tests", "fixtures"))));
        using var outside = new TemporaryFolder();
        Assert.Contains("models", Assert.Throws<FileNotFoundException>(() => GeneratorFiles.Best(outside.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_generator_is_better_than_the_fixture_and_worse_than_released_weights()
    {
        using var checkout = new TemporaryFolder();
        File.WriteAllText(checkout.File("Workbench.sln"), "");
        Assert.Contains("demo-panohead", Assert.Throws<FileNotFoundException>(() => GeneratorFiles.Demo(checkout.Path)).Message, StringComparison.Ordinal);
        using var head = SmallPanoHead.Create();
        head.Save(Path.Combine(Directory.CreateDirectory(checkout.File("data")).FullName, "demo-panohead.safetensors"));
        File.Copy(Snapshot, Path.Combine(Directory.CreateDirectory(Path.Combine(checkout.Path, "tests", "fixtures", "panohead")).FullName, "network-snapshot-a.pkl"));
        Assert.Equal("demo-panohead.safetensors", Path.GetFileName(GeneratorFiles.Best(checkout.Path)));
        File.Copy(Snapshot, Path.Combine(Directory.CreateDirectory(checkout.File("models")).FullName, "head.pkl"));
        Assert.Equal("head.pkl", Path.GetFileName(GeneratorFiles.Best(checkout.Path)));
        Assert.Equal("demo-panohead.safetensors", Path.GetFileName(GeneratorFiles.Demo(checkout.Path)));
    }

    [Fact]
    public void Weights_of_other_networks_beside_generators_are_no_generators()
    {
        using var checkout = new TemporaryFolder();
        File.WriteAllText(checkout.File("Workbench.sln"), "");
        var models = Directory.CreateDirectory(checkout.File("models")).FullName;
        using var discriminator = new LatentDiscriminator();
        var other = Path.Combine(models, "a-discriminator.safetensors");
        SafeTensors.Write(other, discriminator.state_dict());
        Assert.Empty(GeneratorFiles.All(checkout.Path));
        Assert.Contains("looks like e4e latent discriminator", Assert.Throws<CheckpointFormatException>(() => PanoHead.Load(other)).Message, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(models, "damaged.pth"), "no weights"); // stays, so that using it says what is wrong
        File.Copy(Snapshot, Path.Combine(models, "head.pkl"));
        Assert.Equal(["damaged.pth", "head.pkl"], GeneratorFiles.All(checkout.Path).Select(Path.GetFileName));
    }
}
