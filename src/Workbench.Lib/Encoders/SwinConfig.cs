namespace Workbench.Encoders;

/// <summary>Shape of a Swin transformer V2 (Liu et al. 2022); defaults are the base size at 256² with windows of 16 that GOAE reads photos with.</summary>
public sealed record SwinConfig
{
    /// <summary>Pixels of the input a side.</summary>
    public int ImageResolution { get; init; } = 256;

    /// <summary>Channels of the input.</summary>
    public int InputChannels { get; init; } = 3;

    /// <summary>Pixels of a patch a side; a patch becomes a token.</summary>
    public int PatchSize { get; init; } = 4;

    /// <summary>Width of the first layer's tokens; every further layer doubles it.</summary>
    public int EmbedWidth { get; init; } = 128;

    /// <summary>Blocks of the four layers.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [2, 2, 18, 2];

    /// <summary>Attention heads of the four layers.</summary>
    public IReadOnlyList<int> Heads { get; init; } = [4, 8, 16, 32];

    /// <summary>Tokens of an attention window a side; a smaller layer is one window.</summary>
    public int Window { get; init; } = 16;

    /// <summary>Windows of the four layers in pre-training, which scale the position biases; 0 for none.</summary>
    public IReadOnlyList<int> PretrainedWindows { get; init; } = [12, 12, 12, 6];

    /// <summary>Hidden width of the token networks relative to the token width.</summary>
    public double HiddenRatio { get; init; } = 4;

    /// <summary>Share of blocks skipped in training at the last block; earlier ones linearly less (stochastic depth).</summary>
    public double DropPath { get; init; } = 0.2;

    /// <summary>Tokens a side at a layer.</summary>
    /// <param name="layer">0 … 3.</param>
    public int Side(int layer) => ImageResolution / PatchSize >> layer;

    /// <summary>Width of the tokens at a layer.</summary>
    /// <param name="layer">0 … 3.</param>
    public int Width(int layer) => EmbedWidth << layer;

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Depths.Count != 4 || Heads.Count != 4 || PretrainedWindows.Count != 4)
            problems.Add($"Depths, Heads and PretrainedWindows need four entries, got {Depths.Count}, {Heads.Count} and {PretrainedWindows.Count}.");
        if (ImageResolution < 1 || PatchSize < 1 || EmbedWidth < 1 || InputChannels < 1 || Window < 2 || HiddenRatio <= 0 || DropPath is not (>= 0 and < 1))
            problems.Add("ImageResolution, PatchSize, EmbedWidth, InputChannels and HiddenRatio must be positive, Window at least 2 and DropPath in [0, 1).");
        if (problems.Count > 0)
            return problems;
        if (ImageResolution % (PatchSize * 8) != 0 || Side(3) < 2)
            problems.Add($"ImageResolution must be a multiple of {PatchSize * 8} and leave two tokens a side in the last layer, got {ImageResolution}.");
        for (var layer = 0; layer < 4; layer++)
        {
            if (Depths[layer] < 1 || Heads[layer] < 1 || Width(layer) % Heads[layer] != 0)
                problems.Add($"Layer {layer} needs a block and heads that divide its width {Width(layer)}, got {Depths[layer]} blocks and {Heads[layer]} heads.");
            if (Side(layer) > Window && Side(layer) % Window != 0)
                problems.Add($"Layer {layer} has {Side(layer)} tokens a side, which windows of {Window} do not tile.");
            if (PretrainedWindows[layer] is < 0 or 1)
                problems.Add($"PretrainedWindows must be 0 or at least 2, got {PretrainedWindows[layer]}.");
        }
        return problems;
    }
}
