using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Inversion;

/// <content>Files: safetensors with the configuration in the metadata.</content>
public sealed partial class TriGridEncoder
{
    internal const string FormatKey = "format";
    internal const string FormatName = "workbench.trigrid-encoder";
    private const string ConfigKey = "config";
    private const string SourceKey = "source";

    /// <summary>Loads an encoder written by <see cref="Save"/>, in evaluation mode.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged or holds something else; the message says what to do.</exception>
    public static TriGridEncoder Load(string path)
    {
        using var file = WeightFile.Open(path);
        if (file.Metadata.GetValueOrDefault(FormatKey) != FormatName || !file.Metadata.TryGetValue(ConfigKey, out var json))
            throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1,
                $"this is no encoder written by TriGridEncoder.Save; it looks like {KnownNetworks.Describe(file.Tensors)}");
        var config = ReadConfig(path, json);
        var encoder = new TriGridEncoder(config) { Name = Path.GetFileNameWithoutExtension(path) };
        try
        {
            using var scope = NewDisposeScope();
            StateDict.Load(encoder, file.Tensors.LoadAll(), new StateDictRules { ConvertTypes = true, Source = path });
            CheckFinite(path, encoder);
            encoder.eval();
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>Writes the encoder with its configuration; the file is complete or absent.</summary>
    /// <param name="path">Target, .safetensors.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    /// <param name="half">Store matrices and kernels as 16-bit floats: half the size, three digits. Running variances of dead channels would be too small for them.</param>
    public void Save(string path, string? source = null, bool half = false)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var metadata = new Dictionary<string, string> { [FormatKey] = FormatName, [ConfigKey] = ConfigJson.Write(Config) };
        if (source is not null)
            metadata[SourceKey] = source;
        var weights = state_dict();
        SafeTensors.Write(path, half ? weights.Select(item => KeyValuePair.Create(item.Key, item.Value.is_floating_point() && item.Value.dim() > 1 ? item.Value.to(ScalarType.Float16) : item.Value)) : weights, metadata);
    }

    private static TriGridEncoderConfig ReadConfig(string path, string json)
    {
        try
        {
            var config = ConfigJson.Read<TriGridEncoderConfig>(json);
            return config.Validate() is { Count: > 0 } problems
                ? throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1, "the configuration contradicts itself: " + string.Join(' ', problems))
                : config;
        }
        catch (ConfigFormatException error)
        {
            throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1, $"the configuration in the metadata cannot be read: {error.Message}");
        }
    }

    private static void CheckFinite(string path, TriGridEncoder encoder)
    {
        using var grad = no_grad();
        foreach (var (name, value) in encoder.state_dict())
            if (value.is_floating_point() && !value.isfinite().all().ToBoolean())
                throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1, $"'{name}' holds NaN or infinite numbers, so its results would be empty pictures; take an earlier checkpoint of the training");
    }
}
