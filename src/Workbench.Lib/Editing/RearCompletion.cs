using System.Globalization;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Labels front views by their pictures and the others by <see cref="RearViewRule"/>.</summary>
/// <param name="views">The views.</param>
/// <param name="result">Receives the labels.</param>
/// <param name="label">Labels one front view: shares of every class of <see cref="HeadPart"/>, [1, K, r, r].</param>
internal sealed class RearCompletion(RenderedViews views, ViewLabels result, Func<int, Tensor> label)
{
    private readonly SurfaceLabels _front = new();
    private RearViewRule? _rule;

    /// <summary>What the views show.</summary>
    public IReadOnlyList<ViewSurface> Surfaces { get; } = ViewSurface.Read(views);

    /// <summary>The rule, after <see cref="Run"/>.</summary>
    public RearViewRule Rule => _rule ?? throw new InvalidOperationException("Run first.");

    /// <summary>Whether the front views furthest to the left and to the right both show hair.</summary>
    public bool SidesShowHair => ShowsHair(_front.Views.MinBy(item => item.View.YawDegrees)) && ShowsHair(_front.Views.MaxBy(item => item.View.YawDegrees));

    /// <summary>Labels all views.</summary>
    /// <param name="source">Name of the source, for messages.</param>
    /// <param name="cancellation">Checked between views.</param>
    /// <exception cref="EditException">No view shows the face.</exception>
    public void Run(string source, CancellationToken cancellation)
    {
        for (var v = 0; v < Surfaces.Count; v++)
        {
            if (!RearViewRule.IsFront(Surfaces[v]))
                continue;
            cancellation.ThrowIfCancellationRequested();
            var probabilities = label(v);
            var confidence = RearViewRule.FrontConfidence(Surfaces[v].YawDegrees);
            result.Set(v, probabilities, confidence);
            var each = new float[Surfaces[v].Points.Length];
            Array.Fill(each, confidence);
            _front.Add(Surfaces[v], ViewLabels.Hardest(probabilities), each);
        }
        if (_front.Views.Count == 0)
            throw new EditException(EditProblem.CannotLabel, $"The {source} needs views of the face: none of these {Surfaces.Count} views lies within {RearViewRule.FrontDegrees}° of the front.");
        _rule = new RearViewRule(_front);
        var behind = 0;
        for (var v = 0; v < Surfaces.Count; v++)
        {
            if (RearViewRule.IsFront(Surfaces[v]))
                continue;
            cancellation.ThrowIfCancellationRequested();
            var (classes, confidence) = _rule.Label(Surfaces[v]);
            result.Set(v, classes, confidence);
            behind++;
        }
        if (behind > 0)
            result.Notes.Add(new EditNote(EditProblem.RuleInsteadOfLabels, string.Create(CultureInfo.InvariantCulture,
                $"{behind} of {Surfaces.Count} views lie beyond {RearViewRule.FrontDegrees:0}° of yaw: they are labelled by a rule from the front views ({(_rule.HasHair ? "hair unless the colour is skin's" : "skin, since no front view shows hair")}) and count half.")));
    }

    private static bool ShowsHair((ViewSurface View, byte[] Classes, float[] Confidence) item) =>
        item.Classes.Where((part, i) => item.View.Foreground[i] && part == (byte)HeadPart.Hair).Count() >= RearViewRule.Present * Math.Max(1, item.View.Foreground.Count(inside => inside));
}
