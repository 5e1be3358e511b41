using System.Text;
using System.Text.Json.Nodes;
using Workbench.Notebooks.Documents;
using static Workbench.Tests.Notebooks.TestNotebooks;

namespace Workbench.Tests.Notebooks;

public sealed class NotebookDocumentTests
{
    private const string Whole = """
        {"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"name":".net-csharp","display_name":".NET (C#)","language":"C#"},"polyglot_notebook":{"kernelInfo":{"items":[1,2]}}},
         "cells":[{"cell_type":"markdown","id":"text","metadata":{},"source":["# T\n","é \"q\" 😀"]},
          {"cell_type":"code","id":"code","metadata":{"dotnet_interactive":{"language":"csharp"}},"execution_count":3,"source":"1",
           "outputs":[{"output_type":"stream","name":"stdout","text":["a\n","b"]},
            {"output_type":"execute_result","execution_count":3,"metadata":{"m":1},"data":{"text/plain":["1"],"application/json":{"x":[1.50,null]},"image/png":"QUJD"}},
            {"output_type":"error","ename":"E","evalue":"v","traceback":["t1","t2"]}]},
          {"cell_type":"raw","id":"raw","metadata":{},"source":""}]}
        """;

    [Fact]
    public void Reading_and_writing_keeps_everything_and_is_stable()
    {
        var document = NotebookDocument.Parse(Whole);
        Assert.Equal("# T\né \"q\" 😀", document.Cells[0].Source);
        Assert.Equal("csharp", document.Cells[1].Language);
        Assert.Equal("a\nb", document.Cells[1].StreamText());
        var text = document.ToJson();
        Assert.Equal(text, NotebookDocument.Parse(text).ToJson());
        Assert.Contains("1.50", text, StringComparison.Ordinal);
        Assert.Contains("\"kernelInfo\"", text, StringComparison.Ordinal);
        Assert.Contains("é \\\"q\\\" 😀", text, StringComparison.Ordinal);
        Assert.StartsWith("{\n \"cells\": [\n  {\n   \"cell_type\"", text, StringComparison.Ordinal);
        Assert.EndsWith("\n}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void Truncation_at_any_byte_gives_the_documented_exception()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        for (var length = 0; length < bytes.Length - 1; length++)
        {
            var part = bytes[..length];
            Assert.Throws<NotebookFormatException>(() => NotebookReader.Read(part, "cut"));
        }
    }

    [Theory]
    [InlineData("[]", "$", "expected a notebook is a JSON object")]
    [InlineData("{}", "$.nbformat", "missing")]
    [InlineData("""{"nbformat":3,"nbformat_minor":0,"worksheets":[]}""", "$.nbformat", "format 3")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"cells":{}}""", "$.cells", "a list of cells")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"cells":[1]}""", "$.cells[0]", "a cell is a JSON object")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"x","source":""}]}""", "$.cells[0].cell_type", "not one of")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"code","source":7}]}""", "$.cells[0].source", "a string or a list of lines")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"code","source":"","id":"a b"}]}""", "$.cells[0].id", "not 1 to 64")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"stream","name":"stdout","text":{}}]}]}""", "$.cells[0].outputs[0].text", "a string or a list")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"code","source":"","execution_count":"x"}]}""", "$.cells[0].execution_count", "integer")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":7,"cells":[]}""", "$.metadata", "a JSON object")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"code","source":"\ud800"}]}""", "$.cells[0].source", "surrogate")]
    [InlineData("""{"nbformat":4,"nbformat":4,"cells":[]}""", "line 1", "JSON")]
    [InlineData("""{"nbformat":4,"nbformat_minor":5,"metadata":{"\ud800":1},"cells":[]}""", "", "surrogate")]
    [InlineData("not json", "line 1, byte", "JSON")]
    public void Wrong_content_is_refused_with_place_and_reason(string json, string location, string reason)
    {
        var error = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Parse(json, "bad.ipynb"));
        Assert.StartsWith(location, error.Location, StringComparison.Ordinal);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.StartsWith("bad.ipynb: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000));
        Assert.Throws<NotebookFormatException>(() => NotebookDocument.Parse($"{{\"nbformat\":4,\"nbformat_minor\":5,\"cells\":[],\"metadata\":{deep}"));
    }

    [Fact]
    public void Random_damage_never_gives_another_exception()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var i = random.Next(1, 4); i > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                _ = NotebookReader.Read(damaged, "damaged").ToJson();
            }
            catch (NotebookFormatException e)
            {
                Assert.NotEmpty(e.Reason);
            }
        }
    }

    [Fact]
    public void Missing_ids_are_made_the_same_way_every_time_and_remarked()
    {
        const string json = """{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"source":"1"}]}""";
        var first = NotebookDocument.Parse(json);
        Assert.Equal(first.Cells[0].Id, NotebookDocument.Parse(json).Cells[0].Id);
        Assert.Contains("no id", Assert.Single(first.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Cleaning_drops_what_a_run_left_and_is_idempotent()
    {
        var document = NotebookDocument.Parse(Whole);
        document.Cells[1].Metadata["execution"] = new JsonObject { ["iopub.status.busy"] = "2026" };
        document.Cells.Add(document.Cells[0].Clone());
        var clean = NotebookCleaner.Clean(document);
        Assert.Empty(clean.Cells[1].Outputs);
        Assert.Null(clean.Cells[1].ExecutionCount);
        Assert.False(clean.Cells[1].Metadata.ContainsKey("execution"));
        Assert.Equal("text", clean.Cells[0].Id);
        Assert.Equal(clean.Cells.Count, clean.Cells.Select(cell => cell.Id).Distinct().Count());
        Assert.Equal(clean.ToJson(), NotebookCleaner.Clean(NotebookDocument.Parse(clean.ToJson())).ToJson());
        Assert.NotEmpty(NotebookCleaner.Clean(document, new CleanOptions { KeepOutputs = true }).Cells[1].Outputs);
    }

    [Fact]
    public void Verifying_names_every_problem()
    {
        var good = Of(Text("# T"), Code("1"));
        Assert.Empty(NotebookVerifier.Problems(good));
        var bad = Of(Code("var p = \"/home/somebody/data\";"), Code("1"));
        bad.Cells[1].Id = bad.Cells[0].Id;
        bad.Cells[1].Outputs.Add(new ErrorOutput { Name = "E", Message = "m", Traceback = [] });
        bad.Metadata["kernelspec"]!["name"] = "python3";
        var problems = NotebookVerifier.Problems(bad);
        Assert.Equal(4, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("python3", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("/home/somebody", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("twice", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("error", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file_and_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("save-").FullName;
        try
        {
            var path = Path.Combine(folder, "n.ipynb");
            Of(Code("1")).Save(path);
            var before = File.ReadAllText(path);
            Directory.CreateDirectory(Path.Combine(folder, "taken", "inside"));
            Assert.ThrowsAny<Exception>(() => Of(Code("2")).Save(Path.Combine(folder, "taken")));
            Assert.Equal(before, File.ReadAllText(path));
            Assert.Equal(["n.ipynb"], Directory.GetFiles(folder).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
