using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

public sealed class LanguageServiceTests : SessionTest
{
    [Fact]
    public async Task Completion_knows_what_earlier_cells_declared_and_follows_them_one_by_one()
    {
        await Value("var numbersOfHeads = 3; record Portrait(string Title); int TwiceAsMany(int n) => 2 * n;");
        Assert.Equal(["numbersOfHeads"], Texts("numbersOf"));
        Assert.Equal("field", Complete("numbersOf").Matches[0].Kind);
        await Value("var numbersOfEars = new Portrait(\"x\");");
        Assert.Equal(["numbersOfEars", "numbersOfHeads"], Texts("numbersOf").Order());
        Assert.Contains("Title", Texts("numbersOfEars.T"));
        Assert.Contains("TwiceAsMany", Texts("var y = Twice"));
        await Value("#!reset");
        Assert.Empty(Texts("numbersOf"));
    }

    [Fact]
    public void Every_choice_begins_with_what_is_typed_and_replaces_exactly_that()
    {
        var found = Complete("Console.WriteL");
        Assert.Equal((8, 14), (found.Start, found.End));
        Assert.Equal(["WriteLine"], found.Matches.Select(match => match.Text));
        Assert.All(Complete("System.Text.Str").Matches, match => Assert.StartsWith("Str", match.Text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Text_behind_the_cursor_and_other_lines_do_not_confuse_completion()
    {
        const string code = "#r \"nuget: TorchSharp\"\nvar 𝒳 = \"😀\".Len;\nvar z = 1;";
        var position = code.IndexOf(".Len", StringComparison.Ordinal) + 4;
        var found = Session.Language.Complete(code, position);
        Assert.Equal(["Length"], found.Matches.Select(match => match.Text));
        Assert.Equal((position - 3, position), (found.Start, found.End));
    }

    [Fact]
    public async Task Completion_answers_while_a_cell_runs()
    {
        Complete("Console.");
        using var stop = new CancellationTokenSource();
        using var started = new SemaphoreSlim(0);
        var sink = new CollectingSink { Written = _ => started.Release() };
        var run = Session.RunAsync("Console.Write(\"started\"); while (true) { }", "cell 1", sink, stop.Token);
        Assert.True(await started.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Session.Language.Budget = TimeSpan.FromSeconds(30);
        Assert.Equal(["WriteLine"], Texts("Console.WriteL"));
        Assert.False(run.IsCompleted);
        stop.Cancel();
        Assert.Equal(CellStatus.Interrupted, (await run).Status);
    }

    [Fact]
    public void Nobody_waits_longer_than_the_budget()
    {
        Session.Language.WarmUpBudget = Session.Language.Budget = TimeSpan.Zero;
        Assert.Empty(Complete("Console.").Matches);
    }

    [Theory]
    [InlineData("#!wh", "#!who,#!whos")]
    [InlineData("  #!fo", "#!forget")]
    [InlineData("#!import no-such-", "")]
    public void Directives_complete(string code, string expected) => Assert.Equal(expected, string.Join(',', Texts(code)));

    [Fact]
    public void Packages_that_need_no_network_complete_with_their_versions()
    {
        Assert.Equal("nuget: ", Texts("#r \"nu")[0]);
        Assert.Contains("TorchSharp", Texts("#r \"nuget: Torch"));
        var found = Complete("#r \"nuget: TorchSharp, 0.");
        Assert.Contains(found.Matches, match => match.Text == "0.107.0");
        Assert.Equal("0.", "#r \"nuget: TorchSharp, 0."[found.Start..found.End]);
    }

    [Fact]
    public void A_directive_inside_a_string_is_code_and_outside_of_lines_is_nothing()
    {
        Assert.Empty(Texts("var text = \"\"\"\n#!wh"));
        Assert.Empty(Texts("#!who "));
    }

    [Fact]
    public async Task Inspection_shows_the_declaration_and_the_documentation_of_framework_and_libraries()
    {
        var framework = Session.Language.Inspect("Console.WriteLine(1)", 12)!;
        Assert.Contains("void Console.WriteLine(int value)", framework.PlainText, StringComparison.Ordinal);
        Assert.Contains("```csharp", framework.Markdown, StringComparison.Ordinal);
        await Value($"#r \"{typeof(Workbench.Generator.PanoHead).Assembly.Location}\"");
        const string code = "Workbench.Generator.PanoHead head = null;";
        var library = Session.Language.Inspect(code, code.IndexOf("PanoHead", StringComparison.Ordinal) + 3)!;
        Assert.Contains("class Workbench.Generator.PanoHead", library.PlainText, StringComparison.Ordinal);
        Assert.Contains("\n\n", library.PlainText, StringComparison.Ordinal); // declaration, then documentation
        Assert.Equal("PanoHead", code[library.Start..library.End]);
    }

    [Fact]
    public async Task Inspection_knows_variables_and_finds_nothing_in_empty_space()
    {
        await Value("var answer = 42.0;");
        Assert.Contains("double answer", Session.Language.Inspect("answer", 6)!.PlainText, StringComparison.Ordinal);
        Assert.Null(Session.Language.Inspect("   ", 1));
        Assert.Null(Session.Language.Inspect("#!who", 3));
    }

    [Theory]
    [InlineData("1 + 1", CompletenessStatus.Complete)]
    [InlineData("var x = undefined.Name;", CompletenessStatus.Complete)]
    [InlineData("#!time\n#r \"nuget: A\"\nvar x = 1;", CompletenessStatus.Complete)]
    [InlineData("#!fsharp", CompletenessStatus.Complete)]
    [InlineData("", CompletenessStatus.Complete)]
    [InlineData("for (var i = 0; i < 3; i++) {", CompletenessStatus.Incomplete)]
    [InlineData("Console.WriteLine(", CompletenessStatus.Incomplete)]
    [InlineData("var t = @\"open", CompletenessStatus.Incomplete)]
    [InlineData("/* open", CompletenessStatus.Incomplete)]
    [InlineData("var x = 1; }", CompletenessStatus.Invalid)]
    [InlineData("int 5x = 2;", CompletenessStatus.Invalid)]
    public void Completeness_follows_from_syntax_alone(string code, CompletenessStatus expected) =>
        Assert.Equal(expected, LanguageService.IsComplete(code).Status);

    [Fact]
    public void The_next_line_of_an_open_block_is_indented() =>
        Assert.Equal("        ", LanguageService.IsComplete("if (true) {\n    while (true) {").Indent);

    private CompletionList Complete(string code) => Session.Language.Complete(code, code.Length);

    private string[] Texts(string code) => [.. Complete(code).Matches.Select(match => match.Text)];
}
