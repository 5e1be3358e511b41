namespace Workbench.Editing;

/// <summary>Whose code colours and refines the pictures of an edit.</summary>
public enum Dressing
{
    /// <summary>Both: the part keeps the colour that it has on the reference, everything else that of the target, also skin that comes to light where the target's hair was.</summary>
    Mix,

    /// <summary>The target's, as published: what was taken changes its colour.</summary>
    Target,

    /// <summary>The reference's.</summary>
    Reference,
}

/// <summary>Whether references are scaled and shifted to the target's face before anything is taken from them.</summary>
public enum Aligning
{
    /// <summary>
    /// Where a head was found in a photograph, whose crop may be off. Heads of codes all stand in the generator's own frame, where hair has its place on the skull whatever the face looks like:
    /// to bring face to face there moves hair that ought to stay.
    /// </summary>
    Photographs,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}

/// <summary>Where two heads are joined.</summary>
public enum Joining
{
    /// <summary>On the planes, cell by cell.</summary>
    Planes,

    /// <summary>In space, point by point, then fitted to one tri-grid; see <see cref="VolumeComposite"/>. No cell is shared, but it takes a minute, and hard labels cut through soft densities.</summary>
    Volume,
}

/// <summary>One part of a transfer.</summary>
public sealed record PartChoice
{
    /// <summary>A named set or part names joined by +; see <see cref="PartSet.Parse"/>.</summary>
    public string Part { get; init; } = "hair";

    /// <summary>Which reference it comes from.</summary>
    public int Reference { get; init; }

    /// <summary>A second reference to go towards; null for none.</summary>
    public int? Other { get; init; }

    /// <summary>How far towards the second reference, 0…1.</summary>
    public double Mix { get; init; }

    /// <summary>Cells by which the taken region grows; shrinks when negative.</summary>
    public int Grow { get; init; }

    /// <summary>σ of a blur of the taken region, cells.</summary>
    public double Feather { get; init; }
}

/// <summary>Settings of a transfer of parts between heads.</summary>
public sealed record TransferConfig
{
    /// <summary>The parts, in the order in which they are laid over one another.</summary>
    public IReadOnlyList<PartChoice> Parts { get; init; } = [new PartChoice()];

    /// <summary>How much of the edit is applied, 0…1.5; between 0 and 1 hair is half transparent.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>How labels become masks.</summary>
    public LiftingConfig Lifting { get; init; } = new();

    /// <summary>Whether the transition is re-encoded where an encoder is at hand.</summary>
    public bool Implicit { get; init; } = true;

    /// <summary>Where the heads are joined. <see cref="Joining.Volume"/> needs <see cref="LiftingRule.Volume"/>, one part and one reference.</summary>
    public Joining Joining { get; init; }

    /// <summary>How heads joined in space become one tri-grid.</summary>
    public BakingConfig Baking { get; init; } = new();

    /// <summary>Whose code dresses the pictures.</summary>
    public Dressing Dressing { get; init; }

    /// <summary>Whether the references are scaled and shifted to the target's face. Faces that lie apart are reported in any case.</summary>
    public Aligning Align { get; init; }

    /// <summary>Whether hats count as hair.</summary>
    public bool HatIsHair { get; init; }

    /// <summary>Whether a part that the reference lacks is removed from the target; otherwise that is an error.</summary>
    public bool AllowRemoval { get; init; } = true;

    /// <summary>Every problem of these settings.</summary>
    /// <param name="references">How many references there are.</param>
    public IReadOnlyList<string> Validate(int references)
    {
        var problems = new List<string>(Lifting.Validate());
        if (Parts.Count == 0)
            problems.Add("Parts is empty; name at least one part.");
        if (!(Strength is >= 0 and <= 1.5))
            problems.Add($"Strength is {Strength}; it lies in 0…1.5.");
        problems.AddRange(Baking.Validate().Select(problem => "Baking: " + problem));
        if (Joining == Joining.Volume && (Lifting.Rule != LiftingRule.Volume || Parts.Count != 1 || Parts[0] is not { Other: null, Grow: 0, Feather: 0 }))
            problems.Add("Joining.Volume takes Lifting.Rule = Volume and one part of one reference; Grow and Feather act on cells of the planes, so they must be 0.");
        foreach (var part in Parts)
        {
            if (string.IsNullOrWhiteSpace(part.Part))
                problems.Add("A part has no name.");
            if (part.Reference < 0 || part.Reference >= references || part.Other is { } other && (other < 0 || other >= references))
                problems.Add($"{part.Part}: reference {part.Reference}{(part.Other is { } second ? $" or {second}" : "")} does not exist; there are {references}, counted from 0.");
            if (!(part.Mix is >= 0 and <= 1))
                problems.Add($"{part.Part}: Mix is {part.Mix}; it lies in 0…1.");
            if (part.Grow is < -32 or > 32)
                problems.Add($"{part.Part}: Grow is {part.Grow}; it lies in −32…32 cells.");
            if (!(part.Feather is >= 0 and <= 15))
                problems.Add($"{part.Part}: Feather is {part.Feather}; it lies in 0…15 cells.");
        }
        return problems;
    }

    /// <summary>The set of a choice, hats included where they count as hair.</summary>
    internal PartSet SetOf(PartChoice part)
    {
        var set = PartSet.Parse(part.Part);
        return HatIsHair && set == PartSet.Hair ? PartSet.HairAndHat : set;
    }
}
