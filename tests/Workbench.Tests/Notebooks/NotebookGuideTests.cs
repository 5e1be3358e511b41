using System.Text.RegularExpressions;
using Workbench.Notebooks.Documents;
using Workbench.Tests.Parity;
using static Workbench.Tests.Notebooks.TestNotebooks;

namespace Workbench.Tests.Notebooks;

/// <summary>The guide for authors of notebooks, tried as a new user would.</summary>
public sealed partial class NotebookGuideTests
{
    private static readonly string Folder = Path.Combine(FixtureFiles.Repository, "notebooks");

    [Fact]
    public async Task Ten_lines_of_the_guide_render_a_head_and_one_more_turns_it()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Folder, "README.md"), TestContext.Current.CancellationToken);
        var cells = CSharp().Matches(guide).Take(2).Select(match => match.Groups[1].Value.Trim()).ToArray();
        Assert.InRange(cells[0].Split('\n').Count(line => line.Trim().Length > 0), 1, 10);
        var reference = cells[0].Split('\n')[0];
        cells[0] = cells[0].Replace(reference, $"#r \"{typeof(Workbench.Viewer.Viewer).Assembly.Location}\"", StringComparison.Ordinal); // the build under test
        Assert.StartsWith("#r \"../src/Workbench.Viewer/bin/Release/", reference, StringComparison.Ordinal);
        var outcome = await NotebookRunner.RunAsync(Of(Code(cells[0]), Code(cells[1]), Code("Viewer.CloseAll();")), new RunOptions { WorkingDirectory = Folder }, TestContext.Current.CancellationToken);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.NotNull(Assert.IsType<DisplayOutput>(Assert.Single(outcome.Document.Cells[0].Outputs)).Text("image/png"));
        Assert.Contains("<iframe", Assert.IsType<DisplayOutput>(Assert.Single(outcome.Document.Cells[1].Outputs)).Text("text/html"), StringComparison.Ordinal);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
