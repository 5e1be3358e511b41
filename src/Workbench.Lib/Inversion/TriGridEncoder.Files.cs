using Workbench.Weights;

namespace Workbench.Inversion;

/// <content>Files: safetensors with the configuration in the metadata.</content>
public sealed partial class TriGridEncoder
{
    internal const string FormatName = "workbench.trigrid-encoder";

    /// <summary>Loads an encoder written by <see cref="Save"/>, in evaluation mode.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged or holds something else; the message says what to do.</exception>
    public static TriGridEncoder Load(string path) => NetworkFile.Load<TriGridEncoderConfig, TriGridEncoder>(
        path, FormatName, config => config.Validate(), config => new TriGridEncoder(config) { Name = Path.GetFileNameWithoutExtension(path) });

    /// <summary>Writes the encoder with its configuration; the file is complete or absent.</summary>
    /// <param name="path">Target, .safetensors.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    /// <param name="half">Store matrices and kernels as 16-bit floats: half the size, three digits.</param>
    public void Save(string path, string? source = null, bool half = false) => NetworkFile.Save(path, FormatName, Config, this, source, half ? NetworkFile.IsKernel : null);
}
