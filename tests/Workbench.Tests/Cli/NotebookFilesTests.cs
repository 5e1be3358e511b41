using System.Text.RegularExpressions;
using Workbench.Generator;
using Workbench.Notebooks.Documents;
using Workbench.Tests.Browser;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Cli;

/// <summary>Every notebook of the repository, run from first to last cell in a fresh process.</summary>
[Trait("Category", "Notebooks")]
public sealed partial class NotebookFilesTests(SharedBrowser shared) : IClassFixture<SharedBrowser>
{
    private static string Folder => Path.Combine(FixtureFiles.Repository, "notebooks");

    // The repository's own generator, whatever a user has put into models/: the demo generator, whose heads are known.
    private static string Own => GeneratorFiles.All(Folder).First(file => !file.StartsWith(Path.Combine(FixtureFiles.Repository, "models"), StringComparison.Ordinal));

    public static TheoryData<string> Files() => [.. Directory.EnumerateFiles(Folder, "*.ipynb").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Notebook_runs_and_shows_pictures(string file)
    {
        using var folder = new TemporaryFolder();
        var source = await File.ReadAllTextAsync(Path.Combine(Folder, file));
        string[] generator = source.Contains("var checkpoint =", StringComparison.Ordinal) ? ["-p", "checkpoint=" + Own] : [];
        var (exit, output) = await WorkbenchCommand.Run(["run", Path.Combine(Folder, file), "--output", folder.Path, "--timeout", "600", .. generator]);
        Assert.True(exit == 0, output);
        var executed = await File.ReadAllTextAsync(folder.File(file));
        Assert.Contains("\"image/png\"", executed, StringComparison.Ordinal);
        Assert.DoesNotContain("\"output_type\": \"error\"", executed, StringComparison.Ordinal);
        var report = await File.ReadAllTextAsync(folder.File(Path.ChangeExtension(file, ".html")));
        Assert.Contains("data:image/", report, StringComparison.Ordinal);
        Assert.DoesNotMatch(RemoteContent(), report);
        var (pictures, _) = await ReportPage.Check(shared.Browser, folder.File(Path.ChangeExtension(file, ".html")));
        Assert.True(pictures > 0);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Notebook_is_clean_as_committed(string file)
    {
        var document = NotebookDocument.Load(Path.Combine(Folder, file));
        Assert.Empty(NotebookVerifier.Problems(document));
        Assert.All(document.Cells, cell => Assert.Empty(cell.Outputs));
    }

    [GeneratedRegex("<(?:script|img|link|iframe)[^>]+(?:src|href)=[\"']?https?:")]
    private static partial Regex RemoteContent();
}
