using System.Text.RegularExpressions;
using Workbench.Tests.Parity;

namespace Workbench.Tests;

/// <summary>Dependencies point one way. The sources say what depends on what: a folder may name only namespaces of the tiers below and of its own tier.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[][] Tiers =
    [
        ["Ops", "Weights"],
        ["Cameras"],
        ["Data", "Generator", "Rendering"],
        ["Geometry", "Discriminators", "Encoders", "Occlusion", "Parsing", "Population"],
        ["Losses"],
        ["Inversion", "Metrics"],
        ["Editing"],
        ["Display"],
        ["Photos"],
        ["Training", "Evaluation"],
    ];

    [Fact]
    public void Every_folder_of_the_library_has_a_tier()
    {
        var folders = Directory.EnumerateDirectories(Library).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));
        Assert.Empty(folders.Except(Tiers.SelectMany(tier => tier)));
    }

    [Fact]
    public void No_folder_names_a_namespace_above_it()
    {
        var upward = from tier in Enumerable.Range(0, Tiers.Length)
                     from folder in Tiers[tier]
                     from file in Directory.EnumerateFiles(Path.Combine(Library, folder), "*.cs")
                     from Match name in LibraryNamespace().Matches(File.ReadAllText(file))
                     let used = name.Groups[1].Value
                     where Array.FindIndex(Tiers, names => names.Contains(used)) > tier
                     select $"{folder}/{Path.GetFileName(file)} uses Workbench.{used}";
        Assert.Empty(upward.Distinct());
    }

    [Fact]
    public void The_notebook_engine_knows_nothing_of_heads_or_tensors()
    {
        var project = File.ReadAllText(Path.Combine(FixtureFiles.Repository, "src/Workbench.Notebooks/Workbench.Notebooks.csproj"));
        Assert.DoesNotContain("Workbench.Lib", project, StringComparison.Ordinal);
        Assert.DoesNotContain("TorchSharp", project, StringComparison.Ordinal);
    }

    private static string Library => Path.Combine(FixtureFiles.Repository, "src/Workbench.Lib");

    [GeneratedRegex(@"^\s*(?:global )?using (?:static )?Workbench\.([A-Z]\w+)", RegexOptions.Multiline)]
    private static partial Regex LibraryNamespace();
}
