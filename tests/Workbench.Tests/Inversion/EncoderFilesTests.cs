using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Weights;

namespace Workbench.Tests.Inversion;

public sealed class EncoderFilesTests : TensorTest
{
    [Fact]
    public void Own_files_open_as_inverters()
    {
        using var head = TinyEncoders.Head();
        using var folder = new TemporaryFolder();
        using var photo = TinyHead.PhotoOf(head);
        using (var encoder = TriGridEncoder.For(head))
            encoder.Save(folder.File("tri.safetensors"));
        using (var goae = GoaeInverter.For(head))
            goae.Save(folder.File("goae.safetensors"));
        foreach (var name in new[] { "tri", "goae" })
        {
            using var opened = EncoderFiles.Open(folder.File(name + ".safetensors"), head);
            using var inverted = opened.Inverter.Invert(head, photo);
            Assert.Equal(name, opened.Name);
            Assert.True(double.IsFinite(inverted.Losses.Total));
        }
    }

    [Fact]
    public void Stored_goae_inverts_alike()
    {
        using var head = TinyHead.Create();
        using var folder = new TemporaryFolder();
        using var photo = TinyHead.PhotoOf(head);
        using var goae = GoaeInverter.For(head);
        goae.Save(folder.File("goae.safetensors"));
        using var again = GoaeInverter.Load(folder.File("goae.safetensors"));
        using var first = goae.Invert(head, photo);
        using var second = again.Invert(head, photo);
        Assert.True(TinyHead.Apart(first.Grid.Features, second.Grid.Features) < 1e-6);
        Assert.Equal(5, first.Stages.Count);
    }

    [Fact]
    public void Goae_with_broken_weights_says_so_instead_of_showing_nothing()
    {
        using var head = TinyEncoders.Head();
        using var goae = GoaeInverter.For(head);
        using var photo = TinyEncoders.Photos(head, 3)[0];
        using (no_grad())
            foreach (var parameter in goae.Encoder.parameters())
                parameter.fill_(double.NaN);
        Assert.Contains("NaN", Assert.Throws<InvalidOperationException>(() => goae.Invert(head, photo)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Goae_takes_all_planes_but_the_first_from_the_aligned_features()
    {
        using var head = TinyHead.Create();
        using var photo = TinyHead.PhotoOf(head);
        using var goae = GoaeInverter.For(head);
        using var inverted = goae.Invert(head, photo);
        using var coded = head.Synthesize(inverted.Latents);
        Assert.True(TinyHead.Apart(inverted.Grid.Features[.., 1..], coded.Features[.., 1..]) > 1e-4);
    }

    [Fact]
    public void Changing_no_features_changes_no_planes()
    {
        using var head = TinyHead.Create();
        using var codes = head.Map(3).Codes;
        using var plain = head.Network.Backbone.Synthesize(codes, new SynthesisOptions());
        using var same = head.Network.Backbone.Synthesize(codes, new SynthesisOptions(), 4, x => x.alias());
        using var other = head.Network.Backbone.Synthesize(codes, new SynthesisOptions(), 4, x => x * 2);
        Assert.True(TinyHead.Apart(plain, same) < 1e-6);
        Assert.True(TinyHead.Apart(plain, other) > 1e-4);
        Assert.Throws<ArgumentException>(() => head.Network.Backbone.Synthesize(codes, new SynthesisOptions(), 8, x => x.alias()));
        Assert.Throws<ArgumentException>(() => head.Network.Backbone.Synthesize(codes, new SynthesisOptions(), 4, x => x[.., ..1].clone()));
    }

    [Fact]
    public void Encoders_of_other_generators_are_named()
    {
        using var head = TinyEncoders.Head();
        using var stranger = TinyEncoders.Head(9);
        using var folder = new TemporaryFolder();
        var path = folder.File("encoder.safetensors");
        using (var encoder = TriGridEncoder.For(stranger))
            encoder.Save(path);
        var refusal = Assert.Throws<ArgumentException>(() => EncoderFiles.Open(path, head));
        Assert.Contains("another generator than tiny", refusal.Message, StringComparison.Ordinal);
        using var taken = EncoderFiles.Open(path, head, anyGenerator: true);
        using var wide = new PanoHead(new PanoHeadNetwork(head.Config with { PlaneFeatures = 2 * head.Config.PlaneFeatures }), "wide");
        Assert.Contains("planes", Assert.Throws<ArgumentException>(() => EncoderFiles.Open(path, wide)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_foreign_files_say_what_is_needed()
    {
        using var head = TinyHead.Create();
        using var folder = new TemporaryFolder();
        Assert.Contains("TriPlaneNet v2", Assert.Throws<FileNotFoundException>(() => EncoderFiles.Open(folder.File("triplanenet_v2.pt"), head)).Message, StringComparison.Ordinal);
        Assert.Contains("workbench train", Assert.Throws<FileNotFoundException>(() => EncoderFiles.Open(folder.File("mine.safetensors"), head)).Message, StringComparison.Ordinal);
        head.Save(folder.File("generator.safetensors"));
        Assert.Contains("no encoder of photographs", Assert.Throws<CheckpointFormatException>(() => EncoderFiles.Open(folder.File("generator.safetensors"), head)).Message, StringComparison.Ordinal);
    }
}
