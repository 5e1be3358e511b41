using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>Why an inversion ended.</summary>
public enum InversionEnd
{
    /// <summary>All steps were done.</summary>
    Finished,

    /// <summary>It was cancelled; the state with the lowest loss was kept.</summary>
    Cancelled,

    /// <summary>The loss became NaN or infinite; the state with the lowest loss before was kept.</summary>
    Diverged,
}

/// <summary>One stage of an inversion.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="Planned">Steps asked for.</param>
/// <param name="Duration">Wall time.</param>
public sealed record InversionStage(string Name, int Steps, int Planned, TimeSpan Duration);

/// <summary>What an inverter returns: the head, how to see it as the photograph shows it, and where it comes from.</summary>
public sealed record InvertedPhoto : TensorRecord
{
    /// <summary>The code, [1, L, K] in W or W+.</summary>
    public required Latents Latents { get; init; }

    /// <summary>The planes of the head with the code that dresses them.</summary>
    public required TriGrid Grid { get; init; }

    /// <summary>A generator whose weights or noise were fitted to this photograph, owned by this record; null when the loaded one serves.</summary>
    public PanoHead? Tuned { get; init; }

    /// <summary>The camera under which the head looks like the photograph, after correction.</summary>
    public required Camera Camera { get; init; }

    /// <summary>How rays were sampled while the head was fitted.</summary>
    public required RenderingConfig Rendering { get; init; }

    /// <summary>Loss terms of the last step; of the state that was kept when the inversion did not finish.</summary>
    public required InversionLosses Losses { get; init; }

    /// <summary>The stages with their times, in order.</summary>
    public required IReadOnlyList<InversionStage> Stages { get; init; }

    /// <summary>Why it ended.</summary>
    public required InversionEnd End { get; init; }

    /// <summary>What was inverted by which method, in one line.</summary>
    public required string Provenance { get; init; }

    /// <summary>Whether it was cancelled.</summary>
    public bool Cancelled => End == InversionEnd.Cancelled;

    /// <summary>Steps of all stages.</summary>
    public int StepsDone => Stages.Sum(stage => stage.Steps);

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Latents.Codes, Grid.Features, Grid.Latents?.Codes, Grid.Background, .. Tuned?.Weights() ?? []];

    /// <summary>Shows the head from any side, sampling rays as they were sampled while it was fitted.</summary>
    /// <param name="head">The generator that was inverted; a tuned one takes its place.</param>
    /// <param name="cameras">Cameras, used as they are; <see cref="Camera"/> shows the photograph.</param>
    /// <param name="options">Resolution, randomness and, if given, another sampling.</param>
    public RenderedViews Render(PanoHead head, IReadOnlyList<Camera> cameras, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        options ??= new RenderOptions();
        return (Tuned ?? head).Render(Grid, cameras, options with { Rendering = options.Rendering ?? Rendering });
    }

    /// <summary>Shows the head as the photograph does.</summary>
    /// <param name="head">The generator that was inverted; a tuned one takes its place.</param>
    public RenderedViews Reconstruct(PanoHead head) => Render(head, [Camera]);
}
