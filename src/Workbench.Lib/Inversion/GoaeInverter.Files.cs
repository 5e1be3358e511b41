using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Inversion;

/// <content>Files: safetensors with the configuration in the metadata, and the two published ones.</content>
public sealed partial class GoaeInverter
{
    internal const string FormatName = "workbench.goae";
    private const string FormatKey = "format";
    private const string ConfigKey = "config";
    private const string SourceKey = "source";

    /// <summary>Loads what <see cref="Save"/> wrote, in evaluation mode.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged or holds something else.</exception>
    public static GoaeInverter Load(string path)
    {
        using var file = WeightFile.Open(path);
        if (file.Metadata.GetValueOrDefault(FormatKey) != FormatName || !file.Metadata.TryGetValue(ConfigKey, out var json))
            throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1, $"this was not written by GoaeInverter.Save; it looks like {KnownNetworks.Describe(file.Tensors)}");
        return Filled(Create(path, json), goae =>
        {
            using var scope = NewDisposeScope();
            StateDict.Load(goae, file.Tensors.LoadAll(), new StateDictRules { ConvertTypes = true, Source = path });
        });
    }

    /// <summary>Loads the two published files, in evaluation mode.</summary>
    /// <param name="encoder">The encoder's file, such as <c>encoder_FFHQ.pt</c>.</param>
    /// <param name="alignment">The feature alignment's file, such as <c>afa_FFHQ.pt</c>.</param>
    /// <param name="config">Shape; the published one unless given.</param>
    /// <exception cref="CheckpointFormatException">A file is damaged or holds another network; the message says which one it looks like.</exception>
    public static GoaeInverter Load(string encoder, string alignment, GoaeInverterConfig? config = null) => Filled(new GoaeInverter(config ?? GoaeInverterConfig.Paper), goae =>
    {
        NetworkWeights.Load(goae._encoder, encoder, KnownNetworks.Goae);
        NetworkWeights.Load(goae._alignment, alignment, KnownNetworks.GoaeAggregation);
        using var grad = no_grad();
        using var average = NetworkWeights.LatentAverage(encoder);
        if (average is not null)
            using (NewDisposeScope())
                goae._average.copy_(average.dim() == 2 ? average.mean([0]) : average.view(-1));
    });

    /// <summary>Writes both stages with their configuration; the file is complete or absent.</summary>
    /// <param name="path">Target, .safetensors.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    /// <param name="half">Store 16-bit floats.</param>
    public void Save(string path, string? source = null, bool half = false)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var metadata = new Dictionary<string, string> { [FormatKey] = FormatName, [ConfigKey] = ConfigJson.Write(Config) };
        if (source is not null)
            metadata[SourceKey] = source;
        var weights = state_dict();
        SafeTensors.Write(path, half ? weights.Select(item => KeyValuePair.Create(item.Key, item.Value.is_floating_point() ? item.Value.to(ScalarType.Float16) : item.Value)) : weights, metadata);
    }

    private static GoaeInverter Create(string path, string json)
    {
        try
        {
            return new GoaeInverter(ConfigJson.Read<GoaeInverterConfig>(json));
        }
        catch (Exception error) when (error is ConfigFormatException or ArgumentException)
        {
            throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1, $"the configuration in the metadata cannot be used: {error.Message}");
        }
    }

    private static GoaeInverter Filled(GoaeInverter goae, Action<GoaeInverter> fill)
    {
        try
        {
            fill(goae);
            goae.eval();
            return goae;
        }
        catch
        {
            goae.Dispose();
            throw;
        }
    }
}
