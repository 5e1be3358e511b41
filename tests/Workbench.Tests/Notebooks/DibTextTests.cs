using Workbench.Notebooks.Documents;

namespace Workbench.Tests.Notebooks;

public sealed class DibTextTests
{
    private const string Script = "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"aliases\":[\"tool\"],\"name\":\"special\"}]}}\n\n#!markdown\n\n# Title\n\n#!csharp\n\n#!time\nvar x = 1;\n\nx\n\n#!html\n\n<b>x</b>\n\n#!tool\n\nanything\n";

    [Fact]
    public void Sections_become_cells_of_their_language()
    {
        var document = DibText.Read(Script, "a.dib");
        Assert.Equal([CellKind.Markdown, CellKind.Code, CellKind.Code, CellKind.Code], document.Cells.Select(cell => cell.Kind));
        Assert.Equal(["# Title", "#!time\nvar x = 1;\n\nx", "#!html\n<b>x</b>", "anything"], document.Cells.Select(cell => cell.Source));
        Assert.Equal([null, null, null, "tool"], document.Cells.Select(cell => cell.Language));
        Assert.Empty(NotebookVerifier.Problems(document));
    }

    [Fact]
    public void A_script_that_is_written_and_read_again_is_the_same()
    {
        var first = DibText.Read(Script, "a.dib");
        var second = DibText.Read(DibText.Write(first).Replace("\"items\":[", "\"items\":[{\"name\":\"tool\"},", StringComparison.Ordinal), "b.dib");
        Assert.Equal(first.Cells.Select(cell => (cell.Kind, cell.Source, cell.Language)), second.Cells.Select(cell => (cell.Kind, cell.Source, cell.Language)));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("1 + 1", 1)]
    [InlineData("\uFEFF#!csharp\r\n1\r\n#!csharp\r\n2", 2)]
    [InlineData("#!csharp\n\n\n#!markdown\n", 0)]
    [InlineData("#!meta\n[1]\n#!csharp\nx", 1)]
    public void Odd_scripts_are_read(string text, int cells) => Assert.Equal(cells, DibText.Read(text, "a.dib").Cells.Count);

    [Fact]
    public void Damaged_metadata_is_named_with_its_line()
    {
        var error = Assert.Throws<NotebookFormatException>(() => DibText.Read("#!meta\n{\n\"kernelInfo\": }\n#!csharp\nx", "a.dib"));
        Assert.Contains("a.dib: line 3: the #!meta section is not valid JSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_runs_and_becomes_a_notebook_with_outputs()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.dib"), "#!csharp\nvar x = 20;\n#!csharp\nx + 1\n#!fsharp\nlet y = 1\n");
        var outcome = await NotebookRunner.RunFileAsync(folder.File("a.dib"), folder.File("a.ipynb"), token: TestContext.Current.CancellationToken);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Equal("21", ((DisplayOutput)NotebookDocument.Load(folder.File("a.ipynb")).Cells[1].Outputs[0]).Text("text/plain"));
        Assert.Contains("fsharp", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }
}
