using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebooks.Documents;
using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

/// <summary>Code and values that come from elsewhere: files, packages, stored values.</summary>
public sealed class ImportTests : SessionTest
{
    private readonly TemporaryFolder _folder = new();

    protected override void End() => _folder.Dispose();

    [Fact]
    public async Task Files_of_all_kinds_are_imported()
    {
        Write("a.cs", "int FromCs() => 1;");
        Write("b.csx", "int FromCsx() => FromCs() + 1;");
        Write("c.dib", "#!meta\n\n{\"kernelInfo\":{\"items\":[{\"name\":\"csharp\",\"aliases\":[]}]}}\n\n#!markdown\n\n# words\n\n#!csharp\n\nint FromDib() => FromCsx() + 1;\n\n#!fsharp\n\nlet x = 1\n");
        TestNotebooks.Of(TestNotebooks.Text("# words"), TestNotebooks.Code("int FromNotebook() => FromDib() + 1;")).Save(_folder.File("d.ipynb"));
        foreach (var file in (string[])["a.cs", "b.csx", "c.dib", "d.ipynb"]) await Value($"#!import \"{_folder.File(file)}\"");
        Assert.Equal("4", await Value("FromNotebook()"));
    }

    [Fact]
    public async Task Loaded_scripts_run_where_they_are_named_and_their_errors_name_the_file()
    {
        Write("lib.csx", "var loaded = 5;\nint Broken() =>\n    throw new Exception(\"in lib\");");
        await Value($"#load \"{_folder.File("lib.csx")}\"\nvar more = loaded + 1;");
        Assert.Equal("11", await Value("loaded + more"));
        var (result, _) = await Run("Broken()");
        Assert.Contains(result.Error!.Traceback, line => line.Contains("lib.csx:line 3", StringComparison.Ordinal));
        var (missing, _) = await Run("#load \"nowhere.csx\"");
        Assert.Contains("nowhere.csx", missing.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_import_each_other_end_with_a_message()
    {
        Write("x.csx", $"#!import {_folder.File("x.csx")}");
        var (result, _) = await Run($"#!import {_folder.File("x.csx")}");
        Assert.Contains("circle", result.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("2", await Value("1 + 1"));
    }

    [Fact]
    public async Task Values_are_stored_shared_and_set()
    {
        await Value("#!value --name note\nfirst \"line\"\nsecond");
        await Value("#!share --from value note --as words");
        Assert.Equal("first \"line\"\nsecond", await Value("words"));
        await Value("#!set --name copy --value @csharp:words\n#!set --name plain --value \"two words\"");
        Assert.Equal("True two words", await Value("$\"{copy == words} {plain}\""));
        await Value("#!set --name json --value \"[1]\" --mime-type application/json");
        Assert.Equal("1", await Value("json.RootElement.GetArrayLength()"));
        Write("value.txt", "from a file");
        await Value($"#!value --name v --from-file {_folder.File("value.txt")}\n#!share --from value v");
        Assert.Equal("from a file", await Value("v"));
    }

    [Fact]
    public async Task A_package_is_restored_from_a_folder_and_its_notebook_script_runs_once()
    {
        var id = "Notebook.Probe" + Guid.NewGuid().ToString("N")[..8];
        Pack(id);
        try
        {
            var (result, sink) = await Run($"#i \"nuget: {_folder.Path}\"\n#r \"nuget: {id}, 1.0.0\"\n#r \"nuget:{id}, 1.0.0\"\nConsole.Write(Probe.Name);");
            Assert.True(result.Status == CellStatus.Ok, result.Error?.Message);
            Assert.Equal("extended;" + id, sink.Out);
            var (_, again) = await Run($"#r \"nuget: {id}\"\nConsole.Write(Probe.Name);");
            Assert.Equal(id, again.Out);
            var (other, _) = await Run($"#r \"nuget: {id}, 2.0.0\"");
            Assert.Contains("needs a restart", other.Error!.Message, StringComparison.Ordinal);
        }
        finally
        {
            var cached = Path.Combine(DepsFile.PackagesFolder, id.ToLowerInvariant());
            if (Directory.Exists(cached)) Directory.Delete(cached, recursive: true);
        }
    }

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);

    private void Pack(string id)
    {
        var source = $"public static class Probe {{ public static string Name => \"{id}\"; }}";
        var compilation = CSharpCompilation.Create(id, [CSharpSyntaxTree.ParseText(source)], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var zip = ZipFile.Open(_folder.File($"{id}.1.0.0.nupkg"), ZipArchiveMode.Create);
        using (var writer = new StreamWriter(zip.CreateEntry($"{id}.nuspec").Open()))
        {
            writer.Write($"<package xmlns=\"http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd\"><metadata><id>{id}</id><version>1.0.0</version><authors>a</authors><description>d</description></metadata></package>");
        }
        using (var assembly = zip.CreateEntry($"lib/net10.0/{id}.dll").Open()) Assert.True(compilation.Emit(assembly).Success);
        using var script = new StreamWriter(zip.CreateEntry("interactive-extensions/dotnet/extension.dib").Open());
        script.Write("#!csharp\n\nConsole.Write(\"extended;\");\n");
    }
}
