using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Inversion;

/// <content>Files: safetensors with the configuration in the metadata, and the two published ones.</content>
public sealed partial class GoaeInverter
{
    internal const string FormatName = "workbench.goae";

    /// <summary>Loads what <see cref="Save"/> wrote, in evaluation mode.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged or holds something else.</exception>
    public static GoaeInverter Load(string path) => NetworkFile.Load<GoaeInverterConfig, GoaeInverter>(path, FormatName, config => config.Validate(), config => new GoaeInverter(config));

    /// <summary>Loads the two published files, in evaluation mode.</summary>
    /// <param name="encoder">The encoder's file, such as <c>encoder_FFHQ.pt</c>.</param>
    /// <param name="alignment">The feature alignment's file, such as <c>afa_FFHQ.pt</c>.</param>
    /// <param name="config">Shape; the published one unless given.</param>
    /// <exception cref="CheckpointFormatException">A file is damaged or holds another network; the message says which one it looks like.</exception>
    public static GoaeInverter Load(string encoder, string alignment, GoaeInverterConfig? config = null) => new GoaeInverter(config ?? GoaeInverterConfig.Paper).GiveTo(goae =>
    {
        NetworkWeights.Load(goae._encoder, encoder, KnownNetworks.Goae);
        NetworkWeights.Load(goae._alignment, alignment, KnownNetworks.GoaeAggregation);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        if (NetworkWeights.LatentAverage(encoder) is { } average)
            goae._average.copy_(average.dim() == 2 ? average.mean([0]) : average.view(-1));
        goae.eval();
        return goae;
    });

    /// <summary>Writes both stages with their configuration; the file is complete or absent.</summary>
    /// <param name="path">Target, .safetensors.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    /// <param name="half">Store matrices and kernels as 16-bit floats: half the size, three digits.</param>
    public void Save(string path, string? source = null, bool half = false) => NetworkFile.Save(path, FormatName, Config, this, source, half ? NetworkFile.IsKernel : null);
}
