using System.Text.Json.Nodes;
using Workbench.Notebooks.Documents;
using Workbench.Notebooks.Engine;
using static Workbench.Tests.Notebooks.TestNotebooks;

namespace Workbench.Tests.Notebooks;

public sealed class NotebookRunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebook-tests-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_notebook_runs_and_its_outputs_are_stored()
    {
        var outcome = await NotebookRunner.RunAsync(Of(Text("# Title"), Code("var x = 20;\nConsole.WriteLine(\"hello\");"), Code("x + 22")), null, Token);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Equal("hello\n", outcome.Document.Cells[1].StreamText());
        var result = Assert.IsType<DisplayOutput>(Assert.Single(outcome.Document.Cells[2].Outputs));
        Assert.True(result.IsResult);
        Assert.Equal("42", result.Text("text/plain"));
        Assert.Equal(2, outcome.Document.Cells[2].ExecutionCount);
        Assert.Equal([1, 2], outcome.Durations.Keys.Order());
    }

    [Fact]
    public async Task The_first_error_stops_the_run_and_is_reported_with_cell_line_and_message()
    {
        var outcome = await NotebookRunner.RunAsync(Of(Code("1"), Code("var a = 0;\nvar b = 1 / a;"), Code("Console.Write(\"never\");")), null, Token);
        Assert.Equal(RunStatus.Failed, outcome.Status);
        Assert.Equal(1, outcome.FailedCell);
        Assert.StartsWith("cell 2, line 2: System.DivideByZeroException: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("(var b = 1 / a;)", outcome.Error, StringComparison.Ordinal);
        Assert.IsType<ErrorOutput>(Assert.Single(outcome.Document.Cells[1].Outputs));
        Assert.Null(outcome.Document.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task Allowing_errors_runs_the_rest_and_still_fails()
    {
        var outcome = await NotebookRunner.RunAsync(Of(Code("throw new Exception(\"first\");"), Code("Console.Write(\"ran\");")), new RunOptions { AllowErrors = true }, Token);
        Assert.Equal(RunStatus.Failed, outcome.Status);
        Assert.Equal(0, outcome.FailedCell);
        Assert.Equal("ran", outcome.Document.Cells[1].StreamText());
    }

    [Fact]
    public async Task Tags_skip_cells_and_expect_exceptions()
    {
        var skipped = Code("throw new Exception();", "skip-execution");
        skipped.Outputs.Add(new StreamOutput { Name = "stdout", Text = "kept" });
        var outcome = await NotebookRunner.RunAsync(Of(skipped, Code("throw new Exception(\"wanted\");", "raises-exception"), Code("1")), null, Token);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Equal("kept", outcome.Document.Cells[0].StreamText());
        Assert.IsType<ErrorOutput>(outcome.Document.Cells[1].Outputs[0]);
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("System.Threading.Thread.Sleep(60000);")]
    [InlineData("await Task.Delay(60000);")]
    public async Task A_cell_over_its_time_is_interrupted(string code)
    {
        var outcome = await NotebookRunner.RunAsync(Of(Code("1"), Code(code), Code("2")), new RunOptions { CellTimeout = TimeSpan.FromSeconds(4) }, Token);
        Assert.Equal(RunStatus.TimedOut, outcome.Status);
        Assert.Equal(1, outcome.FailedCell);
        Assert.Contains("cell 2 took longer than 4 s", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Document.Cells[2].Outputs);
    }

    [Fact]
    public async Task Cancelling_interrupts_the_running_cell_and_keeps_what_was_done()
    {
        using var cancel = new CancellationTokenSource();
        var progress = new Reports(report =>
        {
            if (report is { CodeCell: 2, Status: null }) cancel.CancelAfter(50);
        });
        var outcome = await NotebookRunner.RunAsync(Of(Code("Console.Write(\"done\");"), Code("while (true) { }")), new RunOptions { Progress = progress }, cancel.Token);
        Assert.Equal(RunStatus.Cancelled, outcome.Status);
        Assert.Equal("done", outcome.Document.Cells[0].StreamText());
    }

    [Fact]
    public async Task Progress_reports_the_begin_and_the_end_of_each_code_cell()
    {
        var seen = new List<string>();
        await NotebookRunner.RunAsync(Of(Text("text"), Code("1"), Code("2")), new RunOptions { Progress = new Reports(report => seen.Add($"{report.CellIndex} {report.CodeCell}/{report.CodeCells} {report.Status}")) }, Token);
        Assert.Equal(["1 1/2 ", "1 1/2 Ok", "2 2/2 ", "2 2/2 Ok"], seen);
    }

    [Fact]
    public async Task The_output_file_is_saved_after_every_cell_without_leaving_temporary_files()
    {
        var path = Path.Combine(_folder, "out.ipynb");
        var code = $"Console.Write(System.IO.File.ReadAllText(@\"{path}\").Contains(\"first cell\") ? \"saved\" : \"missing\");";
        var outcome = await NotebookRunner.RunAsync(Of(Code("Console.Write(\"first cell\");"), Code(code)), new RunOptions { OutputPath = path }, Token);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Equal("saved", outcome.Document.Cells[1].StreamText());
        Assert.Equal(["out.ipynb"], Directory.GetFiles(_folder).Select(Path.GetFileName));
        Assert.Equal(outcome.Document.ToJson(), await File.ReadAllTextAsync(path, Token));
    }

    [Fact]
    public async Task A_file_runs_from_its_own_folder()
    {
        var input = Path.Combine(_folder, "in.ipynb");
        await File.WriteAllTextAsync(Path.Combine(_folder, "data.txt"), "beside", Token);
        await File.WriteAllTextAsync(Path.Combine(_folder, "more.csx"), "var loaded = 7;", Token);
        Of(Code("#load \"more.csx\"\nConsole.Write(System.IO.File.ReadAllText(\"data.txt\") + loaded);")).Save(input);
        var before = Environment.CurrentDirectory;
        var outcome = await NotebookRunner.RunFileAsync(input, Path.Combine(_folder, "out.ipynb"), null, Token);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Equal("beside7", outcome.Document.Cells[0].StreamText());
        Assert.Equal(before, Environment.CurrentDirectory);
    }

    [Fact]
    public async Task Streams_are_merged_and_kept_apart_by_kind()
    {
        var outcome = await NotebookRunner.RunAsync(Of(Code("for (var i = 0; i < 3; i++) Console.WriteLine(i);\nConsole.Error.WriteLine(\"e\");\nConsole.Write(\"end\");")), null, Token);
        Assert.Equal(["stdout:0\n1\n2\n", "stderr:e\n", "stdout:end"], outcome.Document.Cells[0].Outputs.Cast<StreamOutput>().Select(output => $"{output.Name}:{output.Text}"));
    }

    [Fact]
    public async Task Updating_a_displayed_value_changes_it_where_it_stands_also_from_a_later_cell()
    {
        var outcome = await NotebookRunner.RunAsync(Of(
            Code("var shown = display(\"one\"); var other = \"x\".Display();\nvar third = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.Display(\"a\"); third.Update(\"b\");"),
            Code("shown.Update(\"two\"); other.Update(\"y\");")), null, Token);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Equal(["two", "y", "b"], outcome.Document.Cells[0].Outputs.Cast<DisplayOutput>().Select(output => output.Text("text/plain")));
        Assert.Empty(outcome.Document.Cells[1].Outputs);
    }

    [Fact]
    public async Task Console_output_beyond_ten_megabytes_is_capped_with_a_note()
    {
        var outcome = await NotebookRunner.RunAsync(Of(Code("var line = new string('x', 1023) + \"\\n\"; for (var i = 0; i < 11 * 1024; i++) Console.Write(line);")), null, Token);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Equal(10 << 20, outcome.Document.Cells[0].StreamText().Length);
        Assert.Contains($"{1 << 20} more dropped", outcome.Document.Cells[0].StreamText("stderr"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_in_another_language_are_left_out_with_a_warning()
    {
        var foreign = Code("let x = 1");
        foreign.Metadata["polyglot_notebook"] = new JsonObject { ["kernelName"] = "fsharp" };
        var outcome = await NotebookRunner.RunAsync(Of(foreign, Code("1")), null, Token);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Contains("fsharp", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_given_document_is_not_changed()
    {
        var document = Of(Code("1"));
        var before = document.ToJson();
        await NotebookRunner.RunAsync(document, null, Token);
        Assert.Equal(before, document.ToJson());
    }

    [Fact]
    public async Task Two_notebooks_in_one_process_do_not_see_each_other()
    {
        await NotebookRunner.RunAsync(Of(Code("var secret = 1;")), null, Token);
        var outcome = await NotebookRunner.RunAsync(Of(Code("secret")), null, Token);
        Assert.Contains("CS0103", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tensors_that_nothing_holds_are_released_when_the_cell_ends()
    {
        var live = $"#r \"{typeof(Tensor).Assembly.Location}\"\nusing TorchSharp; long Live() => torch.Tensor.TotalCount;";
        var outcome = await NotebookRunner.RunAsync(Of(
            Code(live),
            Code("var before = Live(); var kept = torch.ones(3); var list = new List<torch.Tensor> { torch.zeros(2) };\nfor (var i = 0; i < 50; i++) { var lost = torch.ones(10) + 1; }"),
            Code("Console.Write($\"{Live() - before} {kept.sum().item<float>()} {list[0].numel()}\"); kept.Dispose(); list[0].Dispose();")), null, Token);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Equal("2 3 2", outcome.Document.Cells[2].StreamText());
    }

    private sealed class Reports(Action<CellProgress> action) : IProgress<CellProgress>
    {
        public void Report(CellProgress value) => action(value);
    }
}
