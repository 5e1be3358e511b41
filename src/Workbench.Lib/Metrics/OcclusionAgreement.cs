using Workbench.Occlusion;
using Workbench.Ops;

namespace Workbench.Metrics;

/// <summary>Places of one class and how an estimated mask takes them.</summary>
/// <param name="Count">Number of places.</param>
/// <param name="Occluded">How many of them the mask calls occluded; fractions where its edge is soft.</param>
public readonly record struct ClassAgreement(long Count, double Occluded)
{
    /// <summary>Adds the places of another comparison.</summary>
    public static ClassAgreement operator +(ClassAgreement a, ClassAgreement b) => new(a.Count + b.Count, a.Occluded + b.Occluded);
}

/// <summary>How an estimated occlusion agrees with the truth.</summary>
/// <param name="Seen">Surface that is seen: should be free.</param>
/// <param name="Hidden">Behind the surface or inside: should be occluded.</param>
/// <param name="Outside">Beyond the picture: should be occluded.</param>
/// <param name="Empty">Without surface: should be occluded.</param>
public sealed record OcclusionAgreement(ClassAgreement Seen, ClassAgreement Hidden, ClassAgreement Outside, ClassAgreement Empty)
{
    /// <summary>Nothing compared yet.</summary>
    public static OcclusionAgreement None { get; } = new(default, default, default, default);

    /// <summary>Intersection over union of the occluded places, estimate and truth; soft masks by Σ min / Σ max.</summary>
    public double OcclusionIoU => Ratio(Occluded, Unseen + Seen.Occluded);

    /// <summary>Intersection over union of the seen places: the stricter number, since most places are occluded.</summary>
    public double SeenIoU => Ratio(Seen.Count - Seen.Occluded, Seen.Count + Unseen - Occluded);

    /// <summary>Which share of a class is called rightly: free for <see cref="VisibilityClass.Seen"/>, occluded for the others; within one class this is the intersection over union. NaN for a class without places.</summary>
    public double Share(VisibilityClass kind)
    {
        var places = this[kind];
        return Ratio(kind == VisibilityClass.Seen ? places.Count - places.Occluded : places.Occluded, places.Count);
    }

    /// <summary>The places of a class.</summary>
    public ClassAgreement this[VisibilityClass kind] => kind switch
    {
        VisibilityClass.Seen => Seen,
        VisibilityClass.Hidden => Hidden,
        VisibilityClass.Outside => Outside,
        VisibilityClass.Empty => Empty,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown class."),
    };

    private long Unseen => Hidden.Count + Outside.Count + Empty.Count;

    private double Occluded => Hidden.Occluded + Outside.Occluded + Empty.Occluded;

    /// <summary>Compares the cells of the planes: what the mask decides.</summary>
    /// <param name="mask">The estimate, of one head.</param>
    /// <param name="truth">The truth, of the same cells.</param>
    /// <exception cref="ArgumentException">The mask has another shape, or several heads.</exception>
    public static OcclusionAgreement OfCells(OcclusionMask mask, TrueVisibility truth)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(truth);
        var s = truth.Cells.shape;
        Shape.Check(mask.Visible, "N P D H W", [("N", 1), ("P", s[0]), ("D", s[1]), ("H", s[2]), ("W", s[3])], "Estimate the mask of one head for the layout of the truth.");
        using var scope = NewDisposeScope();
        return Count(1 - mask.Visible[0].cpu(), truth.Cells);
    }

    /// <summary>Compares places of the box: a place is as seen as the least seen of the cells it is read from.</summary>
    /// <remarks>Planes cannot tell all places apart: what lies between seen cells of all planes counts as seen, so fewer hidden places are called occluded than hidden cells.</remarks>
    /// <param name="mask">The estimate, of one head.</param>
    /// <param name="truth">The truth.</param>
    public static OcclusionAgreement OfPlaces(OcclusionMask mask, TrueVisibility truth)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(truth);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var points = TrueVisibility.LatticePoints(truth.Layout.BoxSize, (int)truth.Places.shape[0]).unsqueeze(0);
        var seen = mask.At(points, truth.Layout)[0].cpu().amin([0]); // [R³]
        // A hard mask decides by the nearer cell; a soft one keeps its weights.
        var free = mask.Config.SoftEdge ? seen : seen.ge(0.5).to(ScalarType.Float32);
        return Count((1 - free).view(truth.Places.shape), truth.Places);
    }

    /// <summary>The agreement over the places of both comparisons.</summary>
    public OcclusionAgreement Plus(OcclusionAgreement other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Seen + other.Seen, Hidden + other.Hidden, Outside + other.Outside, Empty + other.Empty);
    }

    private static OcclusionAgreement Count(Tensor occluded, Tensor classes)
    {
        ClassAgreement Of(VisibilityClass kind)
        {
            using var scope = NewDisposeScope();
            var among = classes.eq((long)kind);
            return new(among.sum().item<long>(), (occluded * among).sum(ScalarType.Float64).item<double>());
        }
        return new(Of(VisibilityClass.Seen), Of(VisibilityClass.Hidden), Of(VisibilityClass.Outside), Of(VisibilityClass.Empty));
    }

    private static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;
}
