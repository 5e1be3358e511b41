using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Which implementation renders rays.</summary>
public enum RayEngine
{
    /// <summary>The fused kernel where it applies (CPU, float32, no gradients), else libtorch.</summary>
    Automatic,

    /// <summary>libtorch operations: differentiable, any device.</summary>
    Torch,
}

/// <summary>How a ready tri-grid is rendered.</summary>
public sealed record RenderOptions
{
    /// <summary>Pixels a side of the neural rendering; the generator's unless given.</summary>
    public int? NeuralResolution { get; init; }

    /// <summary>Source of ray jitter and importance quantiles; without randomness unless given.</summary>
    public RandomSource Random { get; init; } = RandomSource.Deterministic;

    /// <summary>Sampling of rays; the generator's unless given.</summary>
    public RenderingConfig? Rendering { get; init; }

    /// <summary>Paint the background; otherwise empty space keeps zero features.</summary>
    public bool Background { get; init; } = true;

    /// <summary>Super-resolve the raw image; otherwise <see cref="RenderedViews.Image"/> is the raw image, which costs no network pass.</summary>
    public bool Refine { get; init; } = true;

    /// <summary>Which implementation renders rays.</summary>
    public RayEngine Engine { get; init; }
}
