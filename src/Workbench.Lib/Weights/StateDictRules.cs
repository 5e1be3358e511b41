namespace Workbench.Weights;

/// <summary>What <see cref="StateDict.Load"/> forgives. Everything that is not named here is an error.</summary>
public sealed record StateDictRules
{
    /// <summary>Names of the module that the file may lack (<c>*</c> stands for any text); they keep their values.</summary>
    public IReadOnlyList<string> MayBeMissing { get; init; } = [];

    /// <summary>Names of the file that the module may lack (<c>*</c> stands for any text); they are left out.</summary>
    public IReadOnlyList<string> MayBeExtra { get; init; } = [];

    /// <summary>Converts element types to those of the module instead of refusing them.</summary>
    public bool ConvertTypes { get; init; }

    /// <summary>Where the tensors come from, for messages.</summary>
    public string Source { get; init; } = "state dict";
}
