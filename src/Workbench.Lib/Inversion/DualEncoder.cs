using System.Diagnostics;
using Workbench.Generator;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>The dual-encoder inversion (NeurIPS 2024, Fig. 4): one encoder for what the photograph shows, one for what it hides, stitched where the visible surface ends.</summary>
/// <remarks>
/// Photographs → E1 and E2 → tri-grids T1, T2; depth of T1 at the photograph's camera → visible cells V; T = V·T1 + (1 − V)·T2. Both heads alone come with the result.
/// <code>
/// using var dual = DualEncoder.Load("data/demo-encoder-1.safetensors", "data/demo-encoder-2.safetensors");
/// using var heads = dual.Encode(head, [photo]);
/// using var views = heads.Render(head, Camera.Orbit(8));                  // stitched
/// using var alone = heads.Render(head, Camera.Orbit(8), DualPart.First);  // the first encoder's head
/// heads.Provenance                                                        // which cell comes from whom
/// </code>
/// </remarks>
public sealed class DualEncoder : IInverter, IDisposable
{
    /// <summary>Joins two encoders, which are disposed with this object.</summary>
    /// <param name="first">E1, faithful to the photograph.</param>
    /// <param name="second">E2, plausible where the photograph shows nothing.</param>
    /// <param name="config">How they are stitched; the defaults unless given.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public DualEncoder(TriGridEncoder first, TriGridEncoder second, DualEncoderConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        Config = config ?? new DualEncoderConfig();
        if (Config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        (First, Second) = (first, second);
    }

    /// <summary>E1.</summary>
    public TriGridEncoder First { get; }

    /// <summary>E2.</summary>
    public TriGridEncoder Second { get; }

    /// <summary>How the two are stitched.</summary>
    public DualEncoderConfig Config { get; }

    /// <summary>Loads two encoders.</summary>
    /// <param name="first">File of E1.</param>
    /// <param name="second">File of E2.</param>
    /// <param name="config">How they are stitched; the defaults unless given.</param>
    /// <exception cref="Weights.CheckpointFormatException">A file is damaged or no encoder.</exception>
    public static DualEncoder Load(string first, string second, DualEncoderConfig? config = null) =>
        TriGridEncoder.Load(first).GiveTo(e1 => TriGridEncoder.Load(second).GiveTo(e2 => new DualEncoder(e1, e2, config)));

    /// <summary>Inverts photographs.</summary>
    /// <param name="head">The generator that both encoders were trained for; unaltered.</param>
    /// <param name="photos">Photographs with their cameras.</param>
    /// <param name="visible">What the photographs see, 1 seen … 0 unseen, [N, P, D, H, W]; estimated from the first encoder's depth when null. The truth, or another estimate, for experiments.</param>
    /// <param name="cancellation">Checked between the stages.</param>
    /// <exception cref="ArgumentException">An encoder and the generator do not fit, there is no photograph, or the mask has another shape.</exception>
    public DualHeads Encode(PanoHead head, IReadOnlyList<Photo> photos, OcclusionMask? visible = null, CancellationToken cancellation = default)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var first = First.Encode(head, photos, cancellation);
        var second = Second.Encode(head, photos, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return Join(head, first, second, visible, cancellation).MoveToOuterDisposeScope();
    }

    /// <summary>Stitches the heads of two encoders, which belong to the result from now on.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="first">Heads of E1.</param>
    /// <param name="second">Heads of E2 of the same photographs.</param>
    /// <param name="visible">What the photographs see; estimated from the first heads' depth when null.</param>
    /// <param name="cancellation">Checked before every depth render.</param>
    public DualHeads Join(PanoHead head, EncodedHeads first, EncodedHeads second, OcclusionMask? visible = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        var seen = visible ?? See(head, first, cancellation);
        var sight = new InversionStage("visible cells", 1, 1, clock.Elapsed);
        clock.Restart();
        var applied = Config.Seam == Seam.Soft && !seen.Config.SoftEdge ? seen.Soften() : new OcclusionMask(seen.Visible.alias(), seen.Config);
        var grid = TriGridStitcher.Stitch(first.Grid, second.Grid, applied, Config.Seam);
        if (Config.Dressing == DressingCode.Second)
            grid = grid with { Latents = new Latents(second.Codes.Codes.alias(), LatentSpace.WPlus), Background = second.Grid.Background?.alias() };
        return new DualHeads
        {
            First = first,
            Second = second,
            Grid = grid,
            Provenance = applied,
            Dressing = Config.Dressing,
            Stages = [.. first.Stages.Select(stage => stage with { Name = "E1 " + stage.Name }), .. second.Stages.Select(stage => stage with { Name = "E2 " + stage.Name }), sight, new InversionStage("stitched planes", 1, 1, clock.Elapsed)],
        }.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>The result holds one dressing code: with <see cref="DressingCode.ByYaw"/> it is the first encoder's; <see cref="Encode"/> keeps both.</remarks>
    public InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var heads = Encode(head, [photo], null, cancellation);
        return TriGridEncoder.Inverted(head, photo, heads.Grid, heads.First.Codes, heads.Stages, "two encoders", progress).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes both encoders.</summary>
    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }

    private OcclusionMask See(PanoHead head, EncodedHeads first, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var views = HeadByHead.Render(head, first.Grid, first.Cameras, new RenderOptions { Refine = false, NeuralResolution = Config.DepthResolution }, cancellation);
        return OcclusionEstimator.Estimate(views, first.Grid, Config.Mask).MoveToOuterDisposeScope();
    }
}
