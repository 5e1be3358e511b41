using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Parsing;
using Workbench.Population;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Editing;

/// <summary>The face parser as a label source; its weights are random, so only what is made of its answers is looked at.</summary>
public sealed class ParserLabelsTests : TensorTest
{
    [Fact]
    public void Front_views_follow_the_parser_and_the_others_the_rule()
    {
        using var parser = new FaceParser();
        WeightRecipe.FillNamed(parser, "bisenet.");
        var views = TrueViews.Of(HeadSpec.Bob, [Camera.At(0), Camera.At(120)], 48);
        var found = new ParserLabels(parser).Label(views, TestContext.Current.CancellationToken);
        Assert.Equal([2L, 19, 48, 48], found.Probabilities.shape);
        Assert.True((found.Probabilities.sum(1) - 1).abs().max().item<float>() < 1e-5);
        using var parsed = parser.Parse(views.Image[..1]);
        // 512 is no multiple of 48: shares over areas agree with the map to the width of a pixel's border.
        Assert.Equal(parsed.Share(HeadPart.Hair, HeadPart.Skin)[0], found.Probabilities[0, 17].mean().item<float>() + found.Probabilities[0, 1].mean().item<float>(), 0.02);
        Assert.Equal(1, found.Confidence[0].min().item<float>());
        Assert.Contains(found.Notes, note => note.Text.StartsWith("1 of 2 views", StringComparison.Ordinal));
        var folded = new ParserLabels(parser) { HatIsHair = true }.Label(views, TestContext.Current.CancellationToken);
        Assert.Equal(0, folded.Probabilities[0, 18].sum().item<float>());
        Assert.Equal(found.Probabilities[0, 17].sum().item<float>() + found.Probabilities[0, 18].sum().item<float>(), folded.Probabilities[0, 17].sum().item<float>(), 1e-2);
    }
}
