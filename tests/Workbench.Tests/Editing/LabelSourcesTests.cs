using Workbench.Editing;
using Workbench.Parsing;
using Workbench.Weights;

namespace Workbench.Tests.Editing;

public sealed class LabelSourcesTests : TensorTest
{
    [Fact]
    public void The_face_parser_is_found_by_its_content_and_colours_take_its_place()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "Workbench.sln"), "");
        Assert.IsType<ColourLabels>(LabelSources.Best(folder.Path));
        var models = Directory.CreateDirectory(Path.Combine(folder.Path, "models")).FullName;
        File.WriteAllText(Path.Combine(models, "79999_iter.pth"), "an error page");
        Assert.Null(LabelSources.ParserFile(folder.Path));
        using var parser = new FaceParser();
        var path = Path.Combine(models, "faces.safetensors");
        SafeTensors.Write(path, parser.state_dict().Select(item => KeyValuePair.Create(item.Key, item.Value)));
        Assert.Equal(path, LabelSources.ParserFile(folder.Path));
        using var labels = Assert.IsType<ParserLabels>(LabelSources.Best(folder.Path));
        Assert.Equal("face parser", labels.Name);
    }

    [Fact]
    public void Heads_open_by_seed_or_by_a_file_of_codes()
    {
        using var folder = new TemporaryFolder();
        using var head = DemoHeads.Generator();
        var labels = new ColourLabels();
        var seeded = LabelSources.Open(head, "3", labels);
        Assert.Equal("seed 3", seeded.Name);
        var path = Path.Combine(folder.Path, "latents.safetensors");
        SafeTensors.Write(path, [KeyValuePair.Create("w", seeded.Grid.Latents!.Codes)]);
        var filed = LabelSources.Open(head, path, labels);
        Assert.Same(labels, filed.Labels);
        Assert.True(filed.Grid.Features.eq(seeded.Grid.Features).all().ToBoolean());
        SafeTensors.Write(path, [KeyValuePair.Create("other", zeros(1))]);
        Assert.Contains("holds no latent codes 'w'", Assert.Throws<ArgumentException>(() => LabelSources.Open(head, path, labels)).Message, StringComparison.Ordinal);
    }
}
