using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

public sealed class DirectiveTests : SessionTest
{
    [Fact]
    public void Directive_lines_become_empty_lines_so_that_line_numbers_stay_true()
    {
        var steps = CellParser.Parse("#r \"a.dll\"\nvar x = 1;\n#r \"nuget: Some.Package, 1.2.3-beta\"\nx");
        Assert.Equal(new AssemblyStep(1, "a.dll"), steps[0]);
        Assert.Equal(new PackageStep(3, "Some.Package", "1.2.3-beta"), steps[1]);
        Assert.Equal("\nvar x = 1;\n\nx\n", Assert.IsType<CodeStep>(steps[2]).Code);
    }

    [Theory]
    [InlineData("#r \"nuget:Id\"", "Id", null)]
    [InlineData("#r \"nuget: Id/1.0.0\"", "Id", "1.0.0")]
    [InlineData("#r \"nuget: Id, *\"", "Id", null)]
    [InlineData("  #r \"nuget:Id,2.0.0\" // why", "Id", "2.0.0")]
    public void Package_directives_are_read_in_all_spellings(string line, string id, string? version)
    {
        var step = Assert.IsType<PackageStep>(CellParser.Parse(line)[0]);
        Assert.Equal((id, version), (step.Id, step.Version));
    }

    [Theory]
    [InlineData("var text = \"\"\"\n#!fsharp\n#r \"x.dll\"\n\"\"\";")]
    [InlineData("/*\n#!fsharp\n*/\nvar x = 1;")]
    [InlineData("var text = @\"\n#!nothing\n\";")]
    public void Directives_inside_strings_and_comments_are_text(string code) =>
        Assert.Equal(code + "\n", Assert.IsType<CodeStep>(Assert.Single(CellParser.Parse(code))).Code);

    [Fact]
    public async Task Errors_behind_directives_name_the_true_line()
    {
        var (result, _) = await Run("#!time\n#!csharp\nvar a = 1;\nint wrong = \"x\";");
        Assert.StartsWith("cell 1(4,13): error CS0029", result.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!fsharp\nlet x = 1", "F#")]
    [InlineData("var x = 1;\n#!pwsh\nls", "PowerShell")]
    [InlineData("#!nonsense", "unknown command. #!lsmagic")]
    [InlineData("#!lsmagci", "Did you mean #!lsmagic?")]
    [InlineData("#!whoo", "Did you mean #!who?")]
    [InlineData("#!share --from fsharp x", "not F#")]
    [InlineData("#!share --from value x", "has stored no \"x\"")]
    [InlineData("#!set --name x", "--value is missing")]
    [InlineData("#!set --name 5x --value y", "not a C# name")]
    [InlineData("#!import nowhere.dib", "no such file")]
    [InlineData("#!import", "#!import")]
    [InlineData("#r \"nuget: ../evil\"", "not a package id")]
    [InlineData("#r \"nuget: A, 1.0;rm\"", "not a package version")]
    public async Task Directives_that_cannot_be_followed_are_named(string code, string expected)
    {
        var (result, _) = await Run(code);
        Assert.Equal(CellStatus.Rejected, result.Status);
        Assert.Contains(expected, result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_and_markdown_sections_are_shown_in_order()
    {
        var (_, sink) = await Run("display(1);\n#!markdown\n# Title\n#!csharp\ndisplay(2);\n#!html\n<b>x</b>");
        Assert.Equal(["1", "# Title\n", "2", "<b>x</b>\n"], sink.Displays.Select(item => item.Bundle.Items[0].Value));
    }

    [Fact]
    public async Task Variables_are_listed_and_can_be_forgotten()
    {
        await Value("var number = 3; var text = \"abc\";");
        var (_, sink) = await Run("#!whos");
        Assert.Contains("number", sink.Displays[0].Bundle["text/html"], StringComparison.Ordinal);
        await Value("#!forget text");
        Assert.Equal("<null>", await Value("text"));
        var (missing, _) = await Run("#!forget nothing");
        Assert.Contains("no variable", missing.Error!.Message, StringComparison.Ordinal);
        await Value("#!reset");
        var (gone, _) = await Run("number");
        Assert.Equal(CellStatus.Rejected, gone.Status);
    }

    [Fact]
    public async Task A_library_is_referenced_and_can_be_rebuilt_while_it_is_loaded()
    {
        var folder = Directory.CreateTempSubdirectory("library-").FullName;
        try
        {
            var name = "TinyLibrary" + Guid.NewGuid().ToString("N")[..8];
            var path = Path.Combine(folder, name + ".dll");
            Compile(name, "public static class Tiny { public static int Answer() => 42; public static string At() => typeof(Tiny).Assembly.GetName().Name; }", path);
            Assert.Equal("42", await Value($"#r \"{path}\"\nTiny.Answer()"));
            Compile(name, "public static class Tiny { public static int Answer() => 43; }", path);
            Assert.Equal(name, await Value("Tiny.At()"));
            var (_, sink) = await Run($"#r \"{path}\"\nTiny.Answer()");
            Assert.Equal("42", sink.ResultText);
            Assert.Contains("after a restart", sink.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_library_finds_the_libraries_beside_it()
    {
        var folder = Directory.CreateTempSubdirectory("library-").FullName;
        try
        {
            var (below, above) = ("Below" + Guid.NewGuid().ToString("N")[..8], "Above" + Guid.NewGuid().ToString("N")[..8]);
            Compile(below, "public static class Below { public static string Text => \"from below\"; }", Path.Combine(folder, below + ".dll"));
            Compile(above, "public static class Above { public static string Text => Below.Text; }", Path.Combine(folder, above + ".dll"), Path.Combine(folder, below + ".dll"));
            Assert.Equal("from below", await Value($"#r \"{Path.Combine(folder, above + ".dll")}\"\nAbove.Text"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_copy_of_the_host_wins_over_a_file_of_the_same_name()
    {
        Assert.Equal("True", await Value($"#r \"somewhere/else/Workbench.Tests.dll\"\ntypeof(Workbench.Tests.Notebooks.ProbeHolder).Assembly.Location == @\"{typeof(ProbeHolder).Assembly.Location}\""));
    }

    [Fact]
    public async Task Packages_of_the_host_are_used_without_a_restore()
    {
        var (result, sink) = await Run("#r \"nuget: TorchSharp-cpu, 0.1.0\"\nusing TorchSharp;\nConsole.Write(torch.float32);");
        Assert.True(result.Status == CellStatus.Ok, result.Error?.Message);
        Assert.Equal("Float32", sink.Out);
        Assert.Contains("the host's version", sink.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_library_is_named_with_its_path()
    {
        var (result, _) = await Run("var x = 1;\n#r \"nowhere/missing.dll\"");
        Assert.Equal(2, result.Error!.Line);
        Assert.Contains("missing.dll", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_assembly_is_refused()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "text", TestContext.Current.CancellationToken);
        var (result, _) = await Run($"#r \"{path}\"");
        File.Delete(path);
        Assert.Contains("not a .NET assembly", result.Error!.Message, StringComparison.Ordinal);
    }

    private static void Compile(string name, string source, string path, params string[] references)
    {
        var compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location), .. references.Select(file => MetadataReference.CreateFromFile(file))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
    }
}
