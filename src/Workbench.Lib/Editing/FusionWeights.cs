using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>Weights of all grids that meet in an edit; not negative, and 1 in sum for every cell.</summary>
/// <param name="Keep">Of the target, K, [P, D, H, W].</param>
/// <param name="Cores">Of the reference of each part, A_i.</param>
/// <param name="Implicit">Of the transition, J.</param>
public sealed record FusionWeights(Tensor Keep, IReadOnlyList<Tensor> Cores, Tensor Implicit) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Keep, .. Cores, Implicit];

    /// <summary>Joins the weights of several parts: cores that overlap share, what any part keeps free is kept only if all do.</summary>
    /// <param name="parts">At least one.</param>
    public static FusionWeights Join(IReadOnlyList<PartWeights> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var sum = parts[0].Core.clone();
        var keep = parts[0].Keep.clone();
        foreach (var part in parts.Skip(1))
        {
            sum = sum + part.Core;
            keep = keep.minimum(part.Keep);
        }
        var over = sum.clamp(min: 1);
        var cores = parts.Select(part => part.Core / over).ToArray();
        var taken = sum / over;
        keep = keep.minimum(1 - taken).clamp(min: 0);
        return new FusionWeights(keep, cores, (1 - taken - keep).clamp(min: 0)).MoveToOuterDisposeScope();
    }

    /// <summary>Limits the transition to what the re-encoded picture has seen; the rest is shared between the target and the references as the hard fusion shares it.</summary>
    /// <param name="seen">How far the re-encoded view has seen each cell, S, 0…1, [P, D, H, W]; 0 everywhere without an encoder.</param>
    /// <param name="takes">Hard weights of each part's reference.</param>
    public FusionWeights Limit(Tensor seen, IReadOnlyList<Tensor> takes)
    {
        ArgumentNullException.ThrowIfNull(takes);
        if (takes.Count != Cores.Count)
            throw new ArgumentException($"takes: {takes.Count} weights for {Cores.Count} parts.", nameof(takes));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var share = Implicit * (1 - seen); // J·(1 − S)
        var shares = HardShares(takes);
        var kept = ones_like(Keep);
        var cores = new Tensor[takes.Count];
        for (var i = 0; i < takes.Count; i++)
        {
            cores[i] = Cores[i] + share * shares[i];
            kept = kept - shares[i];
        }
        return new FusionWeights(Keep + share * kept.clamp(min: 0), cores, Implicit * seen).MoveToOuterDisposeScope();
    }

    /// <summary>What each reference contributes when parts are laid over one another in their order, the last on top.</summary>
    /// <param name="takes">Hard weights of each part's reference.</param>
    /// <returns>One a part; what is missing to 1 is the target's.</returns>
    public static Tensor[] HardShares(IReadOnlyList<Tensor> takes)
    {
        ArgumentNullException.ThrowIfNull(takes);
        using var scope = NewDisposeScope();
        var shares = new Tensor[takes.Count];
        Tensor? free = null;
        for (var i = takes.Count - 1; i >= 0; i--)
        {
            shares[i] = (free is null ? takes[i].clone() : takes[i] * free).MoveToOuterDisposeScope();
            free = free is null ? 1 - takes[i] : free * (1 - takes[i]);
        }
        return shares;
    }
}
