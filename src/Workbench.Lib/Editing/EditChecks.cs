using Workbench.Generator;

namespace Workbench.Editing;

/// <summary>What must hold before and while an edit is made; breaches are told in words.</summary>
internal static class EditChecks
{
    /// <summary>All grids are finite, of one shape, and of this generator.</summary>
    public static void Same(EditableHead target, IReadOnlyList<EditableHead> references, PanoHead head, string generator)
    {
        foreach (var subject in references.Prepend(target))
        {
            var (grid, s) = (subject.Grid, subject.Grid.Features.shape);
            if (s.Length != 6 || s[0] != 1)
                throw new EditException(EditProblem.DifferentGenerators, $"{subject.Name}: an edit takes planes of one head, [1, P, C, D, H, W], got [{string.Join(", ", s)}].");
            if (!s.AsSpan().SequenceEqual(target.Grid.Features.shape) || !grid.Axes.Equals(target.Grid.Axes) || grid.BoxSize != target.Grid.BoxSize)
                throw new EditException(EditProblem.DifferentGenerators, $"{subject.Name}: its planes are [{string.Join(", ", s)}], axes {grid.Axes}, box {grid.BoxSize}; the target's are [{string.Join(", ", target.Grid.Features.shape)}], axes {target.Grid.Axes}, box {target.Grid.BoxSize}. Both must come from one generator.");
            if (subject.Generator is { } hash && hash != generator)
                throw new EditException(EditProblem.DifferentGenerators, $"{subject.Name}: its planes belong to another generator ({hash[..Math.Min(8, hash.Length)]}) than {head.Name} ({generator[..8]}). Planes of a generator that was tuned to a photograph cannot be exchanged; invert without tuning.");
            CheckFinite(subject);
        }
    }

    /// <summary>Somebody has the part, and enough views show it.</summary>
    public static void Present(PartSet set, TransferConfig config, string targetName, LiftedPart target, string referenceName, LiftedPart reference, LiftedPart? other, List<EditNote> notes)
    {
        var given = reference.VisibleViews > 0 || other?.VisibleViews > 0;
        if (given)
            return;
        if (target.VisibleViews == 0)
            throw new EditException(EditProblem.EmptyPart, $"No view shows {set}, neither of {targetName} nor of {referenceName}: there is nothing to transfer. The labels may have missed it (glasses are missed most often), or the ring of views does not reach it.");
        if (!config.AllowRemoval)
            throw new EditException(EditProblem.EmptyPart, $"{referenceName} has no {set}: the edit would remove that of {targetName}. Set AllowRemoval if that is what you want.");
        notes.Add(new EditNote(EditProblem.EmptyPart, $"{referenceName} has no {set}: {(PartRecipe.For(set).Rule == FusionRule.Union ? $"the edit removes that of {targetName}" : $"the edit leaves {targetName} as it is")}."));
    }

    private static void CheckFinite(EditableHead subject)
    {
        using var scope = NewDisposeScope();
        var broken = subject.Grid.Features.isfinite().logical_not();
        if (!broken.any().item<bool>())
            return;
        var planes = broken.sum([0, 2, 3, 4, 5]).cpu().data<long>().ToArray();
        throw new EditException(EditProblem.NotFinite, $"{subject.Name}: {planes.Sum()} numbers are not finite ({string.Join(", ", planes.Select((count, plane) => $"plane {plane}: {count}"))}). Invert or synthesise the head anew.");
    }
}
