using Workbench.Notebooks.Documents;
using Workbench.Tests.Notebooks;

namespace Workbench.Tests.Cli;

/// <summary>Notebooks on the command line: exit codes are what a build sees.</summary>
public sealed class NotebookVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verified_runs_fail_when_an_output_differs_and_say_which()
    {
        TestNotebooks.Of(TestNotebooks.Code("1.0 / 3")).Save(_folder.File("a.ipynb"));
        var (plain, nothing) = await WorkbenchCommand.Run("run", _folder.File("a.ipynb"), "-o", _folder.File("out"), "--verify");
        Assert.True(plain == 0 && nothing.Contains("nothing to compare", StringComparison.Ordinal), nothing);
        File.Copy(_folder.File("out/a.ipynb"), _folder.File("a.ipynb"), overwrite: true);
        var (same, _) = await WorkbenchCommand.Run("run", _folder.File("a.ipynb"), "-o", _folder.File("out"), "--verify");
        Assert.Equal(0, same);
        File.WriteAllText(_folder.File("a.ipynb"), File.ReadAllText(_folder.File("a.ipynb")).Replace("0.333", "0.433", StringComparison.Ordinal));
        var (different, output) = await WorkbenchCommand.Run("run", _folder.File("a.ipynb"), "-o", _folder.File("out"), "--verify");
        Assert.Equal(1, different);
        Assert.Contains("cell 1", output, StringComparison.Ordinal);
        Assert.Contains("1 outputs compared, 1 different", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parallel_runs_are_processes_of_their_own_and_the_worst_exit_code_counts()
    {
        TestNotebooks.Of(TestNotebooks.Code("var n = 1; // parameters", "parameters"), TestNotebooks.Code("Console.Write($\"pid {Environment.ProcessId} n {n}\");")).Save(_folder.File("a.ipynb"));
        File.WriteAllText(_folder.File("b.dib"), "#!csharp\nvar n = 0;\n#!csharp\nConsole.Write($\"pid {Environment.ProcessId}\");\nSystem.Threading.Thread.Sleep(60000);\n");
        NotebookDocument.Load(_folder.File("b.dib")).Save(_folder.File("b.ipynb"));
        var (exit, output) = await WorkbenchCommand.Run("run", _folder.File("a.ipynb"), _folder.File("b.ipynb"), "--jobs", "2", "--timeout", "12", "-o", _folder.File("out"));
        Assert.True(exit == 124, output);
        var (a, b) = (Stream("a"), Stream("b"));
        Assert.Contains("n 1", a, StringComparison.Ordinal);
        Assert.NotEqual(a.Split(' ')[1], b.Split(' ')[1]);
        Assert.Contains("took longer than 12 s", output, StringComparison.Ordinal);

        string Stream(string name) => NotebookDocument.Load(_folder.File($"out/{name}.ipynb")).Cells[1].StreamText();
    }

    [Fact]
    public async Task Cleaning_is_checked_and_done_in_place()
    {
        var document = TestNotebooks.Of(TestNotebooks.Code("1"));
        document.Cells[0].ExecutionCount = 7;
        document.Cells[0].Outputs.Add(new StreamOutput { Name = "stdout", Text = "x" });
        document.Save(_folder.File("a.ipynb"));
        Assert.Equal(1, (await WorkbenchCommand.Run("clean", "--check", _folder.File("a.ipynb"))).ExitCode);
        Assert.Equal(0, (await WorkbenchCommand.Run("clean", "--keep-outputs", "--max-bytes", "1k", _folder.File("a.ipynb"))).ExitCode);
        Assert.Null(NotebookDocument.Load(_folder.File("a.ipynb")).Cells[0].ExecutionCount);
        Assert.NotEmpty(NotebookDocument.Load(_folder.File("a.ipynb")).Cells[0].Outputs);
        Assert.Equal(0, (await WorkbenchCommand.Run("clean", _folder.File("a.ipynb"))).ExitCode);
        Assert.Empty(NotebookDocument.Load(_folder.File("a.ipynb")).Cells[0].Outputs);
        Assert.Equal(0, (await WorkbenchCommand.Run("clean", "--check", _folder.File("a.ipynb"))).ExitCode);
    }

    [Fact]
    public async Task Notebooks_are_converted_and_wrong_arguments_refused()
    {
        File.WriteAllText(_folder.File("a.dib"), "#!markdown\n# Title\n#!csharp\nvar x = 1;\n");
        Assert.Equal(0, (await WorkbenchCommand.Run("convert", _folder.File("a.dib"), _folder.File("a.ipynb"))).ExitCode);
        Assert.Equal(2, NotebookDocument.Load(_folder.File("a.ipynb")).Cells.Count);
        Assert.Equal(0, (await WorkbenchCommand.Run("convert", _folder.File("a.ipynb"), _folder.File("a.html"))).ExitCode);
        Assert.Contains("<title>Title</title>", File.ReadAllText(_folder.File("a.html")), StringComparison.Ordinal);
        Assert.Equal(2, (await WorkbenchCommand.Run("convert", _folder.File("a.ipynb"), _folder.File("a.pdf"))).ExitCode);
        Assert.Equal(2, (await WorkbenchCommand.Run("run", _folder.File("a.ipynb"), _folder.File("a.dib"), "-o", _folder.File("out"))).ExitCode);
        Assert.Equal(2, (await WorkbenchCommand.Run("clean", _folder.File("a.ipynb"), "--max-bytes", "lots")).ExitCode);
    }
}
