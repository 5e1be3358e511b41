using System.Text.Json.Nodes;
using Workbench.Cli.Verbs;
using Workbench.Notebooks.Jupyter;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Jupyter;

public sealed class KernelSpecsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jupyter-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Both_names_start_the_same_command_and_ask_for_interrupts_by_message()
    {
        var folders = KernelSpecs.Install(["dotnet", "/a folder/kernel.dll"], _folder);
        Assert.Equal([".net-csharp", "csharp-nb"], folders.Select(Path.GetFileName));
        foreach (var folder in folders)
        {
            var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))!;
            Assert.Equal(["dotnet", "/a folder/kernel.dll", "--connection-file", "{connection_file}"], spec["argv"]!.AsArray().Select(word => (string?)word));
            Assert.Equal(("C#", "message"), ((string?)spec["language"], (string?)spec["interrupt_mode"]));
        }
        Assert.Equal(".NET (C#)", (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(folders[0], "kernel.json")))!["display_name"]);
        Assert.Equal("/a folder/kernel.dll", KernelSpecs.InstalledCommand(_folder)[1]);
    }

    [Fact]
    public void Uninstalling_leaves_the_kernel_of_somebody_else()
    {
        KernelSpecs.Install(["dotnet"], _folder);
        var foreign = Path.Combine(_folder, "kernels", ".net-csharp", "kernel.json");
        File.WriteAllText(foreign, "{\"argv\":[\"other\"]}");
        Assert.Equal(["csharp-nb"], KernelSpecs.Uninstall(_folder).Select(Path.GetFileName));
        Assert.True(File.Exists(foreign));
        Assert.Empty(KernelSpecs.Uninstall(_folder));
    }

    [Fact]
    public void The_projects_that_notebooks_load_are_known() =>
        Assert.Contains("Workbench.Lib", LabVerb.Referenced(Path.Combine(FixtureFiles.Repository, "notebooks")));
}
