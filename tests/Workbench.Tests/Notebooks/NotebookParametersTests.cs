using System.Text.Json;
using Workbench.Notebooks.Documents;
using static Workbench.Tests.Notebooks.TestNotebooks;

namespace Workbench.Tests.Notebooks;

public sealed class NotebookParametersTests
{
    private static readonly NotebookDocument Document = Of(
        Text("# T"),
        Code("var epochs = 5; // rounds\ndouble rate = 0.1;\nstring name = \"a\";\nvar fast = true;\nint? limit = null;\nvar sizes = new[] { 1, 2 };\nlong big = 1; float f = 1f; var pi = Math.PI;", "parameters"),
        Code("Console.Write(epochs);"));

    [Theory]
    [InlineData("epochs", "7", "var epochs = 7;")]
    [InlineData("rate", "3", "var rate = 3d;")]
    [InlineData("rate", "-1e-3", "var rate = -0.001d;")]
    [InlineData("name", "5", "var name = \"5\";")]
    [InlineData("name", "a\"; evil(); //\n", "var name = \"a\\\"; evil(); //\\n\";")]
    [InlineData("fast", "False", "var fast = false;")]
    [InlineData("limit", "9", "int? limit = 9;")]
    [InlineData("limit", "null", "int? limit = null;")]
    [InlineData("sizes", "[3, 4]", "int[] sizes = new int[] { 3, 4 };")]
    [InlineData("sizes", "3,4", "int[] sizes = new int[] { 3, 4 };")]
    [InlineData("big", "9999999999", "var big = 9999999999L;")]
    [InlineData("f", "0.5", "var f = 0.5f;")]
    [InlineData("pi", "NaN", "var pi = double.NaN;")]
    public void Text_is_read_by_the_declared_type(string name, string text, string expected) =>
        Assert.Equal("// Parameters\n" + expected, Injected(new() { [name] = text }).Source);

    [Theory]
    [InlineData("epochs", "abc")]
    [InlineData("epochs", "1.5")]
    [InlineData("epochs", "99999999999")]
    [InlineData("fast", "1")]
    [InlineData("rate", "1,5")]
    [InlineData("sizes", "[1, \"x\"]")]
    [InlineData("sizes", "[1")]
    [InlineData("epochs", null)]
    public void Values_that_do_not_fit_are_refused_before_anything_runs(string name, string? text)
    {
        var error = Assert.Throws<ParameterException>(() => NotebookParameters.Inject(Document, new Dictionary<string, object?> { [name] = text }));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_names_are_refused_with_the_known_ones()
    {
        var error = Assert.Throws<ParameterException>(() => NotebookParameters.Inject(Document, new Dictionary<string, object?> { ["epocs"] = "1" }));
        Assert.Contains("epochs, rate, name", error.Message, StringComparison.Ordinal);
        Assert.Throws<ParameterException>(() => NotebookParameters.Inject(Document, new Dictionary<string, object?> { ["x = 1; evil()"] = "1" }));
    }

    [Fact]
    public void The_injected_cell_follows_the_defaults_and_replaces_an_older_one()
    {
        var once = NotebookParameters.Inject(Document, new Dictionary<string, object?> { ["epochs"] = 7 });
        var twice = NotebookParameters.Inject(once, new Dictionary<string, object?> { ["epochs"] = 8 });
        Assert.Equal(4, twice.Cells.Count);
        Assert.Equal("// Parameters\nvar epochs = 8;", twice.Cells[2].Source);
        Assert.Equal("injected-parameters", Assert.Single(twice.Cells[2].Tags));
        Assert.Empty(NotebookVerifier.Problems(twice));
    }

    [Fact]
    public void Typed_values_and_json_values_are_taken_as_they_are()
    {
        var json = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"epochs":9,"rate":2,"name":"x","sizes":[5],"limit":null}""")!;
        Assert.Equal("// Parameters\nvar epochs = 9;\nvar rate = 2d;\nvar name = \"x\";\nint[] sizes = new int[] { 5 };\nint? limit = null;",
            Injected(json.ToDictionary(item => item.Key, item => (object?)item.Value)).Source);
        Assert.Throws<ParameterException>(() => NotebookParameters.Inject(Document, new Dictionary<string, object?> { ["name"] = 5 }));
        Assert.Throws<ParameterException>(() => NotebookParameters.Inject(Document, new Dictionary<string, object?> { ["epochs"] = true }));
    }

    [Fact]
    public void Without_a_parameters_cell_the_form_of_the_text_decides()
    {
        var document = NotebookParameters.Inject(Of(Code("1")), new Dictionary<string, object?>
        {
            ["a"] = "3", ["b"] = "3.5", ["c"] = "true", ["d"] = "x y", ["e"] = Enumerable.Range(1, 2).ToArray(), ["f"] = null, ["g"] = 5_000_000_000L,
        });
        Assert.Equal("// Parameters\nvar a = 3;\nvar b = 3.5d;\nvar c = true;\nvar d = \"x y\";\nvar e = new[] { 1, 2 };\nvar f = (object)null;\nvar g = 5000000000L;", document.Cells[0].Source);
    }

    [Fact]
    public async Task A_run_uses_the_values_and_a_wrong_one_runs_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        var good = await NotebookRunner.RunAsync(Document, new RunOptions { Parameters = new Dictionary<string, object?> { ["epochs"] = "41" } }, token);
        Assert.True(good.Succeeded, good.Error);
        Assert.Equal("41", good.Document.Cells[3].StreamText());
        var bad = await NotebookRunner.RunAsync(Document, new RunOptions { Parameters = new Dictionary<string, object?> { ["epochs"] = "abc" } }, token);
        Assert.Equal(RunStatus.Failed, bad.Status);
        Assert.Contains("\"abc\" is not a value of type int", bad.Error, StringComparison.Ordinal);
        Assert.Empty(bad.Durations);
    }

    [Fact]
    public void Declared_parameters_are_listed() =>
        Assert.Equal(new DeclaredParameter("sizes", "int[]", "new[] { 1, 2 }"), NotebookParameters.Declared(Document)[5]);

    private static NotebookCell Injected(Dictionary<string, object?> values) =>
        NotebookParameters.Inject(Document, values).Cells.Single(cell => cell.Tags.Contains("injected-parameters"));
}
