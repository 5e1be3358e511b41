using Workbench.Display;

namespace Workbench.Viewer;

/// <summary>How much work a picture may take.</summary>
/// <param name="IsFinal">The best picture there is; otherwise a draft for a moving view.</param>
/// <param name="Share">Of a draft: pixels a side as a share of the best, above 0 up to 1.</param>
public readonly record struct ViewDetail(bool IsFinal, double Share)
{
    /// <summary>The best picture there is.</summary>
    public static ViewDetail Final { get; } = new(true, 1);

    /// <summary>A draft.</summary>
    /// <param name="share">Pixels a side as a share of the best.</param>
    public static ViewDetail Draft(double share) => new(false, share);
}

/// <summary>One picture of a subject.</summary>
/// <param name="Picture">The pixels; transparent parts show the page.</param>
/// <param name="Caption">What is seen, in a few words.</param>
public sealed record ViewedPicture(Picture Picture, string Caption)
{
    /// <summary>Time that went into what the next picture of the same head finds ready.</summary>
    public TimeSpan Preparation { get; init; }
}

/// <summary>Something that can be looked at from all sides while its numbers are changed.</summary>
/// <remarks>
/// One thread calls <see cref="Render"/>, <see cref="Snippet"/> and <see cref="IDisposable.Dispose"/>, one call at a time; it is not the thread that made the subject.
/// Tensors kept between calls must be outside all dispose scopes; every call runs in a scope of its own, without gradients.
/// </remarks>
public interface IViewerSubject : IDisposable
{
    /// <summary>What the page calls it; plain text.</summary>
    string Title { get; }

    /// <summary>Size and origin in one line; plain text.</summary>
    string Details { get; }

    /// <summary>The numbers that may be changed; constant.</summary>
    IReadOnlyList<ViewerControl> Controls { get; }

    /// <summary>The pose in the beginning; its distance is the one the subject is made for.</summary>
    ViewPose Home { get; }

    /// <summary>Further poses worth a button.</summary>
    IReadOnlyList<NamedPose> Poses { get; }

    /// <summary>A picture to compare with, shown beside, and what it is; null for none.</summary>
    (Picture Picture, string Caption)? Beside { get; }

    /// <summary>Draws the subject.</summary>
    /// <param name="state">The pose and a value for every control, within its limits.</param>
    /// <param name="detail">Draft or final.</param>
    /// <param name="cancellation">Cancelled when the picture is no longer wanted.</param>
    /// <exception cref="OperationCanceledException">The picture is no longer wanted.</exception>
    ViewedPicture Render(ViewState state, ViewDetail detail, CancellationToken cancellation);

    /// <summary>C# that makes the final picture of a state again.</summary>
    string Snippet(ViewState state);
}
