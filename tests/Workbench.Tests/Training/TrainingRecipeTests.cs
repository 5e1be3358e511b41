using Workbench.Probe;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class TrainingRecipeTests : TensorTest, IDisposable
{
    private static readonly TrainingRecipe Recipe = TrainingRecipe.Of<FormulaConfig>(
        "formula", "A formula.", [new("small", new() { Channels = 4 }), new("large", new() { Channels = 8 })],
        (config, _) => config.Batch > 0 ? new FormulaTraining(config) : throw new ArgumentException("config: Batch must be positive."),
        new RunSettings { Steps = 2, Sample = Interval.Never, Evaluate = Interval.Never });

    private readonly TemporaryFolder _temporary = new();

    private TrainingRequest Request => new() { Folder = _temporary.File("run") };

    [Fact]
    public void Configurations_come_from_preset_file_and_assignments()
    {
        Assert.Equal(4, Config(Request).Channels);
        Assert.Equal(8, Config(Request with { Preset = "large" }).Channels);
        File.WriteAllText(_temporary.File("config.json"), """{ "channels": 5, /* why not */ "adam": { "learningRate": 0.5 }, }""");
        var config = Config(Request with { ConfigFile = _temporary.File("config.json"), Assignments = ["batch=2", "adam.beta1=0.25"] });
        Assert.Equal((5, 2, 0.5, 0.25), (config.Channels, config.Batch, config.Adam.LearningRate, config.Adam.Beta1));
    }

    [Fact]
    public void A_resumed_run_keeps_its_own_configuration()
    {
        Assert.Equal(2, Recipe.Train(Request with { Assignments = ["channels=3"] }).Step);
        var resume = Request with { Mode = RunMode.Resume };
        Assert.Equal(3, Config(resume).Channels);
        Assert.Equal(4, Recipe.Train(resume with { Settings = Recipe.Settings with { Steps = 4 } }).Step);
        Assert.Contains("channels: 3 → 6", Assert.Throws<ArgumentException>(() => Recipe.Train(resume with { Assignments = ["channels=6"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_is_refused_leaves_no_run_behind()
    {
        Assert.Throws<ArgumentException>(() => Recipe.Train(Request with { Assignments = ["batch=0"] }));
        Assert.False(Directory.Exists(Request.Folder));
    }

    [Fact]
    public void Unknown_presets_devices_and_trainings_are_named()
    {
        Assert.Contains("small, large", Assert.Throws<ArgumentException>(() => Recipe.Resolve(Request with { Preset = "huge" })).Message, StringComparison.Ordinal);
        Assert.Contains("'tpu'", Assert.Throws<ArgumentException>(() => Recipe.Train(Request with { Device = "tpu" })).Message, StringComparison.Ordinal);
        Assert.Contains("'nothing'", Assert.Throws<ArgumentException>(() => Trainings.Find("nothing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_training_of_the_library_has_its_own_name_and_configurations_that_survive_json()
    {
        Assert.Equal(Trainings.All.Count, Trainings.All.Select(recipe => recipe.Name).Distinct().Count());
        foreach (var recipe in Trainings.All)
            foreach (var preset in recipe.Presets)
            {
                var json = recipe.Resolve(Request with { Preset = preset });
                File.WriteAllText(_temporary.File("again.json"), json);
                Assert.Equal(json, recipe.Resolve(Request with { ConfigFile = _temporary.File("again.json") }));
            }
    }

    public new void Dispose()
    {
        _temporary.Dispose();
        base.Dispose();
    }

    private static FormulaConfig Config(TrainingRequest request) => ConfigJson.Read<FormulaConfig>(Recipe.Resolve(request));
}
