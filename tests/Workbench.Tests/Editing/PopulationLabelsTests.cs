using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Population;

namespace Workbench.Tests.Editing;

public sealed class PopulationLabelsTests : TensorTest
{
    [Fact]
    public void The_source_without_weights_tells_the_truth_of_its_head_from_every_side()
    {
        var z = new Latents(HeadPopulation.Latents(HeadSplit.Test, 0, 1), LatentSpace.Z);
        var head = HeadPopulation.Head(HeadSplit.Test, 0);
        var views = TrueViews.Of(head, [Camera.At(0), Camera.At(150)], 32);
        var found = PopulationLabels.Of(z).Label(views, TestContext.Current.CancellationToken);
        using var truth = HeadRenderer.Render(head, views.Cameras, 32);
        using var agreement = found.Probabilities.argmax(1).eq(truth.Parts.to(ScalarType.Int64)).to(ScalarType.Float32).mean();
        Assert.InRange(agreement.item<float>(), 0.9f, 1f); // of four labels a pixel the most frequent, against its middle
        Assert.Equal(1, found.Confidence.min().item<float>());
        Assert.Empty(found.Notes);
    }

    [Fact]
    public void Codes_that_name_no_procedural_head_are_refused()
    {
        Assert.Contains("got one in W", Assert.Throws<ArgumentException>(() => PopulationLabels.Of(new Latents(zeros(1, 14, 64), LatentSpace.W))).Message, StringComparison.Ordinal);
        Assert.Contains("K=64", Assert.Throws<ArgumentException>(() => PopulationLabels.Of(new Latents(zeros(1, 512), LatentSpace.Z))).Message, StringComparison.Ordinal);
    }
}
