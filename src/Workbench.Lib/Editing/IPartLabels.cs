using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Says which part of a head every pixel of its views shows: a face parser, painted masks, or the truth of the procedural population.</summary>
/// <remarks>
/// A source labels all views of one head together, so that it may carry labels from one view to another (the rear of a head is labelled by what its front shows).
/// Sources whose answer does not depend on the pictures, such as the truth of one head, hold that head themselves.
/// </remarks>
public interface IPartLabels
{
    /// <summary>What reports call this source, as in <c>face parser</c>.</summary>
    string Name { get; }

    /// <summary>The parts it knows, in the order of its classes.</summary>
    PartTable Parts { get; }

    /// <summary>Whether <see cref="RenderedViews.Image"/> matters to it; otherwise that may be the raw image, which saves the super-resolution.</summary>
    bool ReadsPictures => true;

    /// <summary>Labels views of one head.</summary>
    /// <param name="views">V views of the same head.</param>
    /// <param name="cancellation">Checked between views.</param>
    /// <returns>Labels of the same V views in the same order, at the resolution of <see cref="RenderedViews.Depth"/>.</returns>
    /// <exception cref="EditException">The source cannot label these views, for instance because a mask was painted for another pose.</exception>
    PartLabels Label(RenderedViews views, CancellationToken cancellation = default);
}
