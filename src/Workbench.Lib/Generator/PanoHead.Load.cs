using System.Text.Json.Nodes;
using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Weights;

namespace Workbench.Generator;

public sealed partial class PanoHead
{
    private const string FormatName = "workbench.panohead";

    // The trainer's label statistics: a buffer of the file, not of the network.
    private static readonly string[] TrainerBuffers = ["dataset_label_std"];

    /// <summary>Loads a generator: an official network pickle (<c>.pkl</c>), a file written by <see cref="Save"/>, or a bare state dict.</summary>
    /// <param name="path">The file; its content, not its name, decides the format.</param>
    /// <param name="config">Shape of a bare state dict, which carries none; the released configuration unless given.</param>
    /// <param name="network">Which network of a pickle; the averaged generator unless given.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile, of another kind, or does not fit; the message says what to do.</exception>
    public static PanoHead Load(string path, PanoHeadConfig? config = null, string network = "G_ema")
    {
        using var scope = NewDisposeScope();
        using var file = WeightFile.Open(path);
        if (file.Snapshot is { } snapshot)
        {
            var record = snapshot[network];
            return Create(path, ReadConfig(path, record), record.LoadStateDict());
        }
        if (file.Metadata.TryGetValue(NetworkFile.ConfigKey, out var json))
            return Create(path, NetworkFile.ReadConfig<PanoHeadConfig>(path, json), file.Tensors.LoadAll());
        RefuseOthers(file);
        return Create(path, config ?? PanoHeadConfig.Paper, file.Tensors.LoadAll());
    }

    // A list of all missing names would not tell what the file is.
    private static void RefuseOthers(WeightFile file)
    {
        if (KnownNetworks.Identify(file.Tensors).Count > 0 && KnownNetworks.HeadGenerator.FindIn(file.Tensors).Count == 0)
            throw new CheckpointFormatException(file.Path, CheckpointProblem.UnexpectedContent, -1, $"this is no generator of heads; it looks like {KnownNetworks.Describe(file.Tensors)}");
    }

    /// <summary>Writes the generator with its configuration as safetensors; the file is complete or absent.</summary>
    /// <param name="path">Target.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    /// <param name="half">Store 16-bit floats: half the size, three digits.</param>
    public void Save(string path, string? source = null, bool half = false) => NetworkFile.Save(path, FormatName, Config, Network, source, half ? _ => true : null);

    /// <summary>The configuration that a network of an official pickle was built with.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="record">The network.</param>
    internal static PanoHeadConfig ReadConfig(string path, NetworkRecord record)
    {
        try
        {
            int? resolution = record.Attributes["neural_rendering_resolution"] is JsonValue value && int.TryParse(value.ToJsonString(), out var side) ? side : null;
            var config = OfficialOptions.Read(record.InitKwargs, resolution, record.Attributes["rendering_kwargs"] as JsonObject);
            if (!record.AttributeTensors.ContainsKey("renderer.plane_axes"))
                return config;
            using var axes = record.AttributeTensors.Load("renderer.plane_axes");
            return config with { PlaneAxes = PlaneAxes.FromMatrices(axes) };
        }
        catch (ArgumentException error)
        {
            throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1,
                $"{record.Name} is a {record.ClassName} whose options are not those of a PanoHead or EG3D generator: {error.Message}");
        }
    }

    private static PanoHead Create(string path, PanoHeadConfig config, IReadOnlyDictionary<string, Tensor> tensors)
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw NetworkFile.Contradictory(path, problems);
        return new PanoHeadNetwork(config).GiveTo(network =>
        {
            StateDict.Load(network, tensors, new StateDictRules { MayBeExtra = TrainerBuffers, ConvertTypes = true, Source = path });
            return new PanoHead(network, Path.GetFileNameWithoutExtension(path));
        });
    }
}
