using Workbench.Probe;
using Workbench.Tests.Parity;
using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>Checkpoints that released versions wrote still load and go on.</summary>
public sealed class CheckpointVersionTests : TensorTest
{
    [Theory]
    [InlineData("checkpoint-0.1.safetensors", 3, 24, 0.005376219749450684f)]
    public void A_checkpoint_of_an_older_version_loads_and_goes_on(string name, long step, int images, float lastBias)
    {
        var file = Path.Combine(FixtureFiles.Repository, "tests", "Workbench.Tests", "Training", name);
        using var training = new FormulaTraining(new FormulaConfig());
        var state = new TrainingState();
        training.Describe(state);
        state.Add(new LibraryRandomPart("libtorch-random"));
        Assert.Equal(step, CheckpointFolder.Load(file, state).Step);
        var writer = new StateWriter();
        foreach (var part in state.Parts)
            part.Save(writer);
        Assert.Equal(lastBias, writer.Tensors.Single(item => item.Key == "network/last.bias").Value.item<float>());
        using var scope = NewDisposeScope();
        Assert.Equal($"images {images}…{images + 7}", training.Step(step).Batch);
    }
}
