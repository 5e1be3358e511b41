using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>The true parts of a procedural head: a label source without weights, for heads whose latent vector is known.</summary>
/// <remarks>
/// Exact at every yaw for the head that the vector means; a generated head follows it as well as its generator was trained.
/// <code>
/// using var z = head.Sample(7);                            // a code of the demo generator
/// IPartLabels labels = PopulationLabels.Of(z);
/// using var views = head.Render(head.Synthesize(z), head.Orbit(8));
/// using var found = labels.Label(views);                   // 19 parts of 8 views
/// using var hair = found.Of(PartSet.Hair);                 // [8, 1, r, r]
/// </code>
/// </remarks>
/// <param name="head">The head.</param>
/// <param name="details">What only photographs show, such as glasses; null for nothing.</param>
/// <param name="supersampling">Labels along a side of a pixel, averaged.</param>
public sealed class PopulationLabels(HeadSpec head, PhotoDetails? details = null, int supersampling = 2) : IPartLabels
{
    private readonly HeadSpec _head = head ?? throw new ArgumentNullException(nameof(head));
    private readonly int _supersampling = supersampling is >= 1 and <= 8 ? supersampling : throw new ArgumentOutOfRangeException(nameof(supersampling), supersampling, "A pixel has 1…8 labels a side.");

    /// <summary>The labels of the head that a code of the demo generator means.</summary>
    /// <param name="z">One code in Z, [1, 64].</param>
    /// <exception cref="ArgumentException">The code is no single Gaussian code of 64 numbers.</exception>
    public static PopulationLabels Of(Latents z)
    {
        if (z.Space != LatentSpace.Z)
            throw new ArgumentException($"z: the true head is known for Gaussian codes in Z only, got one in {z.Space}. Heads found by inversion need a parser, painted masks or colours.", nameof(z));
        Shape.Check(z.Codes, "N K", [("N", 1), ("K", HeadCoordinates.Count)], "The procedural population has codes of 64 numbers; other generators need another label source.");
        return new PopulationLabels(HeadSpec.FromLatents(z.Codes)[0]);
    }

    /// <inheritdoc/>
    public string Name => "truth of the procedural head";

    /// <inheritdoc/>
    public PartTable Parts => PartTable.FaceParser;

    /// <inheritdoc/>
    public bool ReadsPictures => false;

    /// <inheritdoc/>
    public PartLabels Label(RenderedViews views, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(views);
        using var scope = NewDisposeScope();
        var side = (int)views.Depth.shape[2];
        var classes = new List<Tensor>();
        foreach (var camera in views.Cameras)
        {
            cancellation.ThrowIfCancellationRequested();
            classes.Add(HeadRenderer.Render([_head], [camera], side * _supersampling, 0, details is null ? null : [details]).Parts);
        }
        return PartLabels.FromClasses(cat(classes).to(views.Depth.device), Parts, side).MoveToOuterDisposeScope(); // of [V, s·r, s·r]
    }
}
