using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Parsing;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Parts by painted masks: a source of its own, or a correction of another one.</summary>
/// <remarks>
/// Every mask must belong to one of the views. The other views are labelled by the other source, if there is one; otherwise their pixels take the label of the painted pixel that shows the same point of the surface, and count nothing where no painted view shows it.
/// One mask from the front and one from the side are often enough for the volume rule of lifting.
/// <code>
/// using var front = PaintedMasks.Load("front.png", Camera.At(0), PartSet.Hair);       // Workbench.Display reads picture files
/// IPartLabels labels = new PaintedLabels([front], new ColourLabels());               // painted where painted, colours elsewhere
/// using var found = labels.Label(views);
/// </code>
/// </remarks>
public sealed class PaintedLabels : IPartLabels
{
    private readonly IReadOnlyList<PaintedView> _painted;
    private readonly IPartLabels? _others;

    /// <summary>Labels of painted views.</summary>
    /// <param name="painted">At least one; they stay the caller's.</param>
    /// <param name="others">Labels what is not painted; null carries painted labels from view to view.</param>
    /// <exception cref="ArgumentException">There is none, two lie at one pose, or they name different parts.</exception>
    public PaintedLabels(IReadOnlyList<PaintedView> painted, IPartLabels? others = null)
    {
        ArgumentNullException.ThrowIfNull(painted);
        if (painted.Count == 0)
            throw new ArgumentException("painted: there must be at least one painted view.", nameof(painted));
        Parts = others?.Parts ?? painted[0].Parts;
        for (var i = 0; i < painted.Count; i++)
        {
            painted[i].Check();
            if (painted[i].Parts.Names.Where((name, part) => part > 0 && Parts.IndexOf(name) < 0).ToList() is { Count: > 0 } unknown)
                throw new ArgumentException($"{painted[i].Name} names parts that the other labels ({Parts.Name}) do not know: {string.Join(", ", unknown)}.", nameof(painted));
            for (var k = 0; k < i; k++)
                if (Same(painted[i].Camera, painted[k].Camera))
                    throw new ArgumentException($"{painted[k].Name} and {painted[i].Name} are painted for the same pose; join them into one picture.", nameof(painted));
        }
        (_painted, _others) = (painted, others);
    }

    /// <inheritdoc/>
    public string Name => _others is null ? "painted masks" : $"painted masks over {_others.Name}";

    /// <inheritdoc/>
    public PartTable Parts { get; }

    /// <inheritdoc/>
    public bool ReadsPictures => _others?.ReadsPictures ?? false;

    /// <inheritdoc/>
    public PartLabels Label(RenderedViews views, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(views);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var places = _painted.Select(painted => Place(views, painted)).ToArray();
        using var below = _others?.Label(views, cancellation);
        var result = new ViewLabels(views, Parts);
        result.Notes.AddRange(below?.Notes ?? []);
        var known = new SurfaceLabels();
        var surfaces = below is null ? ViewSurface.Read(views) : [];
        for (var i = 0; i < places.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var v = places[i];
            var (probabilities, confidence) = Painted(_painted[i], views, below is null ? null : (below.Probabilities.narrow(0, v, 1), below.Confidence.narrow(0, v, 1)));
            result.Set(v, probabilities, confidence);
            if (below is null)
                known.Add(surfaces[v], ViewLabels.Hardest(probabilities), confidence.cpu().contiguous().data<float>().ToArray());
        }
        for (var v = 0; v < views.Count; v++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (places.Contains(v))
                continue;
            if (below is not null)
                result.Set(v, below.Probabilities.narrow(0, v, 1), below.Confidence.narrow(0, v, 1));
            else
                Carry(known, surfaces[v], result, v);
        }
        return result.ToLabels().MoveToOuterDisposeScope();
    }

    // Every pixel takes the label of the painted pixel that shows the same point.
    private static void Carry(SurfaceLabels known, ViewSurface view, ViewLabels result, int v)
    {
        var (classes, confidence) = (new byte[view.Points.Length], new float[view.Points.Length]);
        for (var i = 0; i < classes.Length; i++)
            if (view.Foreground[i] && known.At(view.Points[i]) is { Class: >= 0 } found)
                (classes[i], confidence[i]) = ((byte)found.Class, found.Confidence);
        result.Set(v, classes, confidence);
    }

    // Labels [1, K, r, r] and confidence [1, 1, r, r] of a painted view, over those of the other source.
    private (Tensor Probabilities, Tensor Confidence) Painted(PaintedView painted, RenderedViews views, (Tensor Probabilities, Tensor Confidence)? below)
    {
        var side = (int)views.Depth.shape[2];
        var multiple = side * (int)Math.Max(1, Math.Ceiling(painted.Classes.shape[0] / (double)side));
        var own = ParsedFaces.Nearest(painted.Classes.unsqueeze(0), multiple); // [1, s·r, s·r]
        var table = tensor(painted.Parts.Names.Select((name, i) => (long)Math.Max(0, i == 0 ? 0 : Parts.IndexOf(name))).ToArray());
        var classes = table.index_select(0, own.to(ScalarType.Int64).cpu().flatten()).view(own.shape);
        var trust = nn.functional.avg_pool2d(ParsedFaces.Nearest(painted.Confidence.unsqueeze(0), multiple).unsqueeze(1).cpu(), multiple / side, multiple / side).to(views.Depth.device); // [1, 1, r, r]
        var probabilities = PartLabels.FromClasses(classes, Parts, side).Probabilities.to(views.Depth.device); // [1, K, r, r]
        if (below is not { } other)
            return (probabilities, trust);
        if (painted.OnlyPart is { } part)
        {
            // Where the part is not, the others keep their shares of what is left.
            var index = (long)Parts.IndexOf(painted.Parts.Names[part]);
            var rest = other.Probabilities.clone();
            rest[.., index] = 0f;
            var sum = rest.sum(1, keepdim: true);
            rest[.., 0] += sum.squeeze(1).lt(1e-6).to(ScalarType.Float32);
            var share = probabilities[.., index].unsqueeze(1); // [1, 1, r, r]
            probabilities = rest / sum.where(sum.ge(1e-6), ones_like(sum)) * (1 - share);
            probabilities[.., index] = share.squeeze(1);
        }
        return (probabilities * trust + other.Probabilities * (1 - trust), maximum(trust, other.Confidence));
    }

    private static int Place(RenderedViews views, PaintedView painted)
    {
        if (painted.Classes.shape[0] < views.Depth.shape[2])
            throw new EditException(EditProblem.CannotLabel, $"{painted.Name} has {painted.Classes.shape[0]}² pixels, fewer than the views ({views.Depth.shape[2]}²). Paint over a view at its full size.");
        for (var v = 0; v < views.Cameras.Count; v++)
            if (Same(views.Cameras[v], painted.Camera))
                return v;
        var poses = string.Join(", ", views.Cameras.Select(Words).Distinct());
        throw new EditException(EditProblem.CannotLabel, $"{painted.Name} is painted for {Words(painted.Camera)}, which is none of the views ({poses}). Paint over one of these poses.");
    }

    // The same place to a thousandth of the distance, and the same pinhole.
    private static bool Same(Camera a, Camera b)
    {
        const float Close = 3e-3f;
        for (var i = 0; i < Camera.LabelSize; i++)
            if (!(Math.Abs(a.Label[i] - b.Label[i]) < Close))
                return false;
        return true;
    }

    private static string Words(Camera camera)
    {
        var at = camera.Position;
        var (yaw, pitch) = (double.RadiansToDegrees(Math.Atan2(at.X, at.Z)), double.RadiansToDegrees(Math.Atan2(at.Y, Math.Sqrt(at.X * at.X + at.Z * at.Z))));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"yaw {Math.Round(yaw) + 0.0:0.#}° elevation {Math.Round(pitch) + 0.0:0.#}°");
    }
}
