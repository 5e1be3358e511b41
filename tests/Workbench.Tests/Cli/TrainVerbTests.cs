using Workbench.Tests.Training;
using Workbench.Training;

namespace Workbench.Tests.Cli;

public sealed class TrainVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_training_begins_resumes_and_refuses_to_begin_twice()
    {
        DiscImages.Write(_folder.File("images"));
        string[] begin = ["train", "panohead", "--preset", "tiny", "--set", $"data.images={_folder.File("images")}", "--set", "batch=4", "--run", _folder.File("run")];
        var (exit, output) = await WorkbenchCommand.Run([.. begin, "--steps", "2"]);
        Assert.True(exit == 0, output);
        Assert.Contains("step 2, 2 of them now: all steps are done", output, StringComparison.Ordinal);
        (exit, output) = await WorkbenchCommand.Run("train", "panohead", "--run", _folder.File("run"), "--resume", "--steps", "3");
        Assert.True(exit == 0, output);
        Assert.Contains("step 3, 1 of them now", output, StringComparison.Ordinal);
        (exit, output) = await WorkbenchCommand.Run(begin);
        Assert.Equal(2, exit);
        Assert.Contains("already holds a run", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_c_saves_and_has_a_code_of_its_own()
    {
        DiscImages.Write(_folder.File("images"));
        var (exit, output) = await WorkbenchCommand.Interrupt("run ", "train", "panohead", "--preset", "tiny", "--set", $"data.images={_folder.File("images")}", "--run", _folder.File("run"));
        Assert.True(exit == 75, output);
        Assert.Contains("cancelled", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run/config.json")));
    }

    [Fact]
    public async Task Trainings_are_listed_and_wrong_words_explained()
    {
        var (exit, output) = await WorkbenchCommand.Run("train");
        Assert.Equal(0, exit);
        Assert.All(Trainings.All, recipe => Assert.Contains(recipe.Name, output, StringComparison.Ordinal));
        (exit, output) = await WorkbenchCommand.Run("train", "panohead", "--set", "bach=3", "--show-config");
        Assert.Equal(1, exit);
        Assert.Contains("did you mean 'batch'?", output, StringComparison.Ordinal);
    }
}
