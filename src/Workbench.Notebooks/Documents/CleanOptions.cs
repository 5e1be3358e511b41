namespace Workbench.Notebooks.Documents;

/// <summary>What cleaning keeps.</summary>
public sealed record CleanOptions
{
    /// <summary>Keep what cells have shown. Terminal colours and random ids go, PNG pictures are packed as small as they get.</summary>
    public bool KeepOutputs { get; init; }

    /// <summary>Largest size of one kept representation of an output, in characters as stored; a larger one is replaced by a note.</summary>
    public int MaxBytes { get; init; } = int.MaxValue;
}
