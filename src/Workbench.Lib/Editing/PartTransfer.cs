using System.Diagnostics;
using Workbench.Generator;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Takes parts of reference heads and puts them on a target head: hair transfer in three dimensions.</summary>
/// <param name="head">The generator that the planes belong to.</param>
/// <param name="encoder">Re-encodes the transition; null leaves it a soft blend.</param>
/// <param name="cache">Keeps what was found in heads; null finds it anew in every edit.</param>
public sealed class PartTransfer(PanoHead head, IImplicitEncoder? encoder = null, LiftingCache? cache = null)
{
    private string? _generator;

    /// <summary>Edits a head.</summary>
    /// <param name="target">Who keeps the identity.</param>
    /// <param name="references">Who gives parts, at least one.</param>
    /// <param name="config">Settings; hair of the first reference unless given.</param>
    /// <param name="progress">Told after every head and step.</param>
    /// <param name="cancellation">Checked between views.</param>
    /// <exception cref="EditException">The edit cannot be made; the message says why.</exception>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public HeadEdit Transfer(EditableHead target, IReadOnlyList<EditableHead> references, TransferConfig? config = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(references);
        config ??= new TransferConfig();
        if (references.Count == 0)
            throw new ArgumentException("references: name at least one head that gives a part.", nameof(references));
        if (config.Validate(references.Count) is { Count: > 0 } problems)
            throw new ArgumentException("Transfer: " + string.Join(' ', problems), nameof(config));
        _generator ??= Fingerprint.Of(head);
        EditChecks.Same(target, references, head, _generator);
        var watch = Stopwatch.StartNew();
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var sets = config.Parts.Select(config.SetOf).ToArray();
        var recipes = sets.Select(PartRecipe.For).ToArray();
        var lifter = new PartLifter(head, config.Lifting);
        var total = references.Count + 2;
        PartSet[] wanted = [.. sets.Concat(recipes.Select(recipe => recipe.Without).OfType<PartSet>()).Distinct()];
        HeadParts Find(EditableHead subject, PartSet[] parts) => cache is null
            ? lifter.Lift(subject, parts, cancellation: cancellation)
            : cache.Get(subject, parts, config.Lifting, references.Count + 1, lifter, cancellation);
        var targetParts = Find(target, wanted);
        progress?.Report(new StepReport(1, total, "finding parts"));
        var notes = new List<EditNote>(targetParts.Notes);
        var (grids, lifted) = (new List<TriGrid>(), new List<HeadParts>());
        var alignments = new List<string>();
        foreach (var reference in references)
        {
            var parts = ReferenceEquals(reference.Grid, target.Grid) && ReferenceEquals(reference.Labels, target.Labels) ? targetParts : Find(reference, [.. sets.Distinct()]);
            notes.AddRange(parts.Notes);
            lifted.Add(parts);
            grids.Add(reference.Grid);
            progress?.Report(new StepReport(1 + lifted.Count, total, "finding parts"));
        }
        var layout = PlaneLayout.Of(target.Grid);
        var moves = lifted.Select((parts, i) => Align(config, targetParts, parts, target, references[i], notes)).ToArray();
        var moved = grids.Select((grid, i) => moves[i].Apply(grid.Features, layout)).ToArray();
        var (weights, donors, targetMasks, referenceMasks) = (new List<PartWeights>(), new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < sets.Length; i++)
        {
            var (choice, set) = (config.Parts[i], sets[i]);
            EditChecks.Present(set, config, target.Name, targetParts[set], references[choice.Reference].Name, lifted[choice.Reference][set], choice.Other is { } o ? lifted[o][set] : null, notes);
            Tensor MaskOf(int reference) => moves[reference].Apply(GridBlend.ForFeatures(lifted[reference][set].Mask), layout, normalise: true)[0].squeeze(1); // [P, D, H, W]
            var donor = moved[choice.Reference];
            var mask = MaskOf(choice.Reference);
            if (choice.Other is { } other)
            {
                donor = GridBlend.Between(donor, moved[other], choice.Mix);
                mask = 1 - (1 - mask) * (1 - MaskOf(other)); // the union of both
            }
            var recipe = recipes[i].Scaled(layout.Height);
            var spared = recipe.Without is { } without ? targetParts[without].Mask : null;
            weights.Add(PartWeights.Of(targetParts[set].Mask, mask, recipe, spared, choice.Grow, choice.Feather));
            donors.Add(donor);
            targetMasks.Add(targetParts[set].Mask.clone());
            referenceMasks.Add(mask.clone());
        }
        var (full, fused) = Fuse(target.Grid, donors, weights, targetParts, config, notes);
        if (config.Joining == Joining.Volume)
        {
            var choice = config.Parts[0];
            using var joined = new VolumeComposite(head, target.Grid, references[choice.Reference].Grid, targetParts[sets[0]], lifted[choice.Reference][sets[0]], moves[choice.Reference]);
            full = joined.Bake(full, config.Baking, progress, cancellation);
        }
        if (full.isfinite().all().item<bool>() is false)
            throw new EditException(EditProblem.NotFinite, "The edit produced numbers that are not finite. The grids are sound, so this is a defect; please report the settings.");
        if ((full - target.Grid.Features).abs().max().item<float>() == 0 && !references.Any(reference => ReferenceEquals(reference.Grid, target.Grid)))
            notes.Add(new EditNote(EditProblem.NothingChanged, "The edit changed nothing: no cell was taken from a reference."));
        progress?.Report(new StepReport(total, total, "fusing"));
        return new HeadEdit
        {
            Target = Alias(target.Grid),
            References = [.. references.Select(reference => Alias(reference.Grid))],
            Full = full,
            Weights = fused,
            TargetMasks = targetMasks,
            ReferenceMasks = referenceMasks,
            Config = config,
            Notes = [.. notes.Distinct()],
            Provenance = new EditProvenance
            {
                Generator = head.Name,
                GeneratorHash = _generator,
                Target = Origin(target),
                References = [.. references.Select(Origin)],
                Encoder = config.Implicit ? encoder?.Name ?? "" : "",
                Alignment = string.Join("; ", moves.Select(move => move == HeadAlignment.None ? "none" : move.ToString())),
                Seconds = watch.Elapsed.TotalSeconds,
            },
        }.MoveToOuterDisposeScope();
    }

    /// <summary>Both directions: the target with the reference's parts, and the reference with the target's.</summary>
    /// <param name="first">One head.</param>
    /// <param name="second">Another.</param>
    /// <param name="config">Settings of both.</param>
    /// <param name="cancellation">Checked between views.</param>
    public (HeadEdit First, HeadEdit Second) Swap(EditableHead first, EditableHead second, TransferConfig? config = null, CancellationToken cancellation = default) =>
        (Transfer(first, [second], config, cancellation: cancellation), Transfer(second, [first], config, cancellation: cancellation));

    /// <summary>Joins two heads in space without fitting a tri-grid to them: exact, slower to show, for pictures and measures.</summary>
    /// <param name="target">Who keeps the identity; its grid must outlive the result.</param>
    /// <param name="reference">Who gives the part; likewise.</param>
    /// <param name="config">Settings with <see cref="Joining.Volume"/>; those for hair unless given.</param>
    /// <param name="cancellation">Checked between views.</param>
    /// <exception cref="EditException">The heads cannot be joined; the message says why.</exception>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public VolumeComposite Join(EditableHead target, EditableHead reference, TransferConfig? config = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(reference);
        config = (config ?? new TransferConfig { Lifting = new LiftingConfig { Rule = LiftingRule.Volume } }) with { Joining = Joining.Volume };
        if (config.Validate(1) is { Count: > 0 } problems)
            throw new ArgumentException("Transfer: " + string.Join(' ', problems), nameof(config));
        _generator ??= Fingerprint.Of(head);
        EditChecks.Same(target, [reference], head, _generator);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var set = config.SetOf(config.Parts[0]);
        var lifter = new PartLifter(head, config.Lifting);
        HeadParts Find(EditableHead subject) => cache?.Get(subject, [set], config.Lifting, 2, lifter, cancellation) ?? lifter.Lift(subject, [set], cancellation: cancellation);
        var (own, other) = (Find(target), Find(reference));
        var notes = own.Notes.Concat(other.Notes).ToList();
        EditChecks.Present(set, config, target.Name, own[set], reference.Name, other[set], null, notes);
        var move = Align(config, own, other, target, reference, notes);
        return (new VolumeComposite(head, target.Grid, reference.Grid, own[set], other[set], move) { Notes = [.. notes.Distinct()] }).MoveToOuterDisposeScope();
    }

    private (Tensor Full, FusionWeights Weights) Fuse(TriGrid target, List<Tensor> donors, List<PartWeights> weights, HeadParts parts, TransferConfig config, List<EditNote> notes)
    {
        using var scope = NewDisposeScope();
        var takes = weights.Select(weight => weight.Take).ToArray();
        var joined = FusionWeights.Join(weights);
        var uses = config.Implicit && encoder is not null;
        if (!uses && joined.Cores.All(core => core.max().item<float>() == 0) && joined.Implicit.max().item<float>() > 0)
            notes.Add(new EditNote(EditProblem.Ignored, "This part enters an edit through re-encoding only, and there is no encoder: it is blended softly instead."));
        var limited = joined.Limit(!uses ? zeros_like(parts.Seen) : encoder!.CoversBack ? ones_like(parts.Seen) : parts.Seen, takes);
        Tensor? transition = null;
        if (uses)
        {
            var hard = target with { Features = GridBlend.Lay(target.Features, donors, takes) };
            var camera = head.ConditioningCamera;
            transition = encoder!.Encode(head, head.Render(hard, camera)).Features;
            Shape.Check(transition, "N P C D H W", [("N", 1), ("P", target.Features.shape[1]), ("C", target.Features.shape[2]), ("D", target.Features.shape[3]), ("H", target.Features.shape[4])], "The encoder must return planes of this generator.");
        }
        return (GridBlend.Fuse(target.Features, donors, limited, transition).MoveToOuterDisposeScope(), limited.MoveToOuterDisposeScope());
    }

    private static HeadAlignment Align(TransferConfig config, HeadParts target, HeadParts reference, EditableHead to, EditableHead from, List<EditNote> notes)
    {
        if (ReferenceEquals(target, reference) || ReferenceEquals(to.Grid, from.Grid))
            return HeadAlignment.None;
        var wanted = config.Align == Aligning.Always || (config.Align == Aligning.Photographs && (to.FromPhotograph || from.FromPhotograph));
        void Say(string text) => notes.Add(new EditNote(EditProblem.NotAligned, $"{from.Name} was not aligned to {to.Name}: {text}"));
        if (HeadAlignment.Estimate(target, reference) is not { } move)
        {
            if (wanted)
                Say("a face is not seen or not labelled from the front.");
            return HeadAlignment.None;
        }
        if (wanted && move.IsSafe)
            return move;
        if (wanted)
            Say($"{move} lies outside {HeadAlignment.Smallest}…{HeadAlignment.Largest}. Parts may sit too high, too low or too wide; align the photographs to the generator's crop.");
        else if (!move.IsOneFrame)
            Say($"alignment is off, but their faces differ by {move}. Parts may sit too high, too low or too wide; switch alignment on if the heads do not stand in one frame.");
        return HeadAlignment.None;
    }

    private static GridOrigin Origin(EditableHead subject) => new(subject.Name, Fingerprint.Of(subject.Grid.Features), subject.Labels.Name);

    private static TriGrid Alias(TriGrid grid) => grid with
    {
        Features = grid.Features.alias(),
        Latents = grid.Latents is { } latents ? latents with { Codes = latents.Codes.alias() } : null,
        Background = grid.Background?.alias(),
    };
}
