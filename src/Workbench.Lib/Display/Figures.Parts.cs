using Workbench.Editing;
using Workbench.Rendering;

namespace Workbench.Display;

public static partial class Figures
{
    /// <summary>Views of a head with its parts over them, a legend, and what the label source has to say.</summary>
    /// <param name="views">The views.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="chosen">Which views; up to eight spread over all unless given.</param>
    /// <param name="title">What is shown.</param>
    public static Figure Parts(RenderedViews views, PartLabels labels, IReadOnlyList<int>? chosen = null, string title = "Parts")
    {
        const int Most = 8;
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(labels);
        if (views.Count != labels.Count)
            throw new ArgumentException($"labels: there are labels of {labels.Count} views for {views.Count} views.", nameof(labels));
        var count = (int)Math.Min(Most, views.Count);
        var shown = chosen ?? [.. Enumerable.Range(0, count).Select(i => (int)(i * views.Count / count))];
        using var scope = NewDisposeScope();
        var present = labels.Probabilities.mean([0, 2, 3]).cpu().data<float>().ToArray();
        var names = labels.Parts.Names.Where((_, i) => i > 0 && present[i] > 0).ToArray();
        var pictures = shown.Select(view => PartPictures.Over(views, labels, view));
        var captions = shown.Select(view => Describe.AngleWords(views.Cameras[view]));
        var legend = names.Length == 0 ? [] : new[] { PartColours.Legend(names) };
        var notes = labels.Notes.Count == 0 ? "" : " " + string.Join(" ", labels.Notes.Select(note => note.Text));
        return Grid([.. pictures, .. legend], [.. captions, .. legend.Select(_ => "legend")], title: title, caption: $"labels {labels.Probabilities.shape[2]}², {names.Length} parts; faint where they count less.{notes}");
    }
}
