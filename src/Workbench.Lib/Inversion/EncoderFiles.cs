using System.Text.Json.Nodes;
using Workbench.Encoders;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Inversion;

/// <summary>Opens encoder files of any kind as inverters: those that this library writes, and published checkpoints of pSp, e4e and TriPlaneNet.</summary>
/// <remarks>
/// An encoder serves one generator. Sizes that do not fit are refused, and so is an encoder whose average code lies far from the generator's: it was made for another one, and its heads would be strangers.
/// <code>
/// using var encoder = EncoderFiles.Open("models/triplanenet_v2.pt", head);
/// using var inverted = encoder.Inverter.Invert(head, photo);
/// </code>
/// </remarks>
public static class EncoderFiles
{
    // Files of 16-bit floats round the average to three digits.
    private const double LargestDistance = 0.05;

    /// <summary>Opens a file.</summary>
    /// <param name="path">safetensors, .pt or .pth; its content decides.</param>
    /// <param name="head">The generator that the encoder is for.</param>
    /// <param name="anyGenerator">Takes an encoder with another average code as well, as after further training of the generator.</param>
    /// <returns>The inverter, to be disposed.</returns>
    /// <exception cref="FileNotFoundException">There is no such file; the message says where published ones come from.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or no encoder; the message says what it looks like.</exception>
    /// <exception cref="ArgumentException">The encoder was made for another generator.</exception>
    public static OpenedEncoder Open(string path, PanoHead head, bool anyGenerator = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(head);
        if (!File.Exists(path))
            throw new FileNotFoundException(Missing(path), path);
        nn.Module module = FormatOf(path, out var published) switch
        {
            TriGridEncoder.FormatName => TriGridEncoder.Load(path),
            GoaeInverter.FormatName => GoaeInverter.Load(path),
            _ => LoadPublished(path, published!, head),
        };
        return module.GiveTo(_ =>
        {
            Fit(module, path, head, anyGenerator);
            module.to(head.Device);
            module.eval();
            return new OpenedEncoder(Path.GetFileNameWithoutExtension(path), (IInverter)module, module, Checksum(path));
        });
    }

    /// <summary>Opens the two published files of GOAE.</summary>
    /// <param name="encoder">The encoder's file.</param>
    /// <param name="alignment">The feature alignment's file.</param>
    /// <param name="head">The generator that they are for.</param>
    /// <param name="anyGenerator">As for a single file.</param>
    public static OpenedEncoder OpenGoae(string encoder, string alignment, PanoHead head, bool anyGenerator = false)
    {
        ArgumentNullException.ThrowIfNull(head);
        foreach (var path in new[] { encoder, alignment })
            if (!File.Exists(path))
                throw new FileNotFoundException(Missing(path), path);
        return GoaeInverter.Load(encoder, alignment).GiveTo(goae =>
        {
            Fit(goae, encoder, head, anyGenerator);
            goae.to(head.Device);
            return new OpenedEncoder("GOAE", goae, goae, Checksum(encoder) + " " + Checksum(alignment));
        });
    }

    private static string Checksum(string path)
    {
        using var file = WeightFile.Open(path);
        return file.Sha256();
    }

    private static string Missing(string path)
    {
        var known = ModelCatalogue.All.FirstOrDefault(file => file.FileName.Equals(Path.GetFileName(path), StringComparison.OrdinalIgnoreCase));
        return known is null
            ? $"The encoder file '{path}' does not exist. Train one (workbench train), or name a published checkpoint; workbench doctor --models lists them."
            : $"The file '{path}' does not exist. It is needed for: {known.Purpose}. Its authors publish it here: {known.Source}; about {known.Megabytes:0} MB.";
    }

    private static string? FormatOf(string path, out TriGridEncoderConfig? published)
    {
        using var file = WeightFile.Open(path);
        var format = file.Metadata.GetValueOrDefault(NetworkFile.FormatKey);
        var own = format is TriGridEncoder.FormatName or GoaeInverter.FormatName;
        published = own ? null : ReadPublished(file);
        return own ? format : null;
    }

    // The shape of a published checkpoint, from the shapes of its tensors and the options beside them.
    private static TriGridEncoderConfig ReadPublished(WeightFile file)
    {
        if (KnownNetworks.StyleEncoder.FindIn(file.Tensors) is not [var prefix, ..])
            throw new CheckpointFormatException(file.Path, CheckpointProblem.UnexpectedContent, -1,
                KnownNetworks.Goae.FindIn(file.Tensors).Count > 0 ? "this is the first of GOAE's two files; name the feature alignment's as well" : $"this is no encoder of photographs; it looks like {KnownNetworks.Describe(file.Tensors)}");
        var codes = Enumerable.Range(0, 100).TakeWhile(i => file.Tensors.ContainsKey($"{prefix}styles.{i}.linear.weight")).Count();
        var e4e = Option(file.Values, "encoder_type")?.Contains("Editing", StringComparison.OrdinalIgnoreCase) ?? false;
        return TriGridEncoderConfig.Paper with { Reader = e4e ? CodeReader.Editing : CodeReader.Pyramid, StyleCount = codes, Planes = ReadPlanes(file) };
    }

    private static TriplaneNetConfig? ReadPlanes(WeightFile file)
    {
        (KnownNetwork Network, TriplaneNetVersion Version, DecoderUpsampling Upsampling, string Head)[] forms =
        [
            (KnownNetworks.TriPlaneNetV1, TriplaneNetVersion.V1, DecoderUpsampling.PixelShuffle, "final_head"),
            (KnownNetworks.TriPlaneNetV2Shuffle, TriplaneNetVersion.V2, DecoderUpsampling.PixelShuffle, "final_head_two"),
            (KnownNetworks.TriPlaneNetV2Nearest, TriplaneNetVersion.V2, DecoderUpsampling.Nearest, "final_head_two"),
        ];
        foreach (var form in forms)
            if (form.Network.FindIn(file.Tensors) is [var prefix, ..] && file.Tensors.TryGetValue($"{prefix}{form.Head}.4.bias", out var last) && file.Tensors.TryGetValue($"{prefix}{form.Head}.0.bias", out var hidden))
                return TriplaneNetConfig.Of(form.Version, form.Upsampling, checked((int)last.Shape[0])) with { HeadWidth = checked((int)hidden.Shape[0]) };
        return null;
    }

    private static TriGridEncoder LoadPublished(string path, TriGridEncoderConfig config, PanoHead head) =>
        new TriGridEncoder(config) { Name = Path.GetFileNameWithoutExtension(path) }.GiveTo(encoder =>
        {
            // Sizes are compared first: a list of tensors that do not fit would not say why.
            if (encoder.Misfits(head.Config) is { Count: > 0 } problems)
                throw new ArgumentException($"{path}: {string.Join(' ', problems)}");
            NetworkWeights.Load(encoder.Reader, path, KnownNetworks.StyleEncoder);
            if (encoder.Refinement is { } refinement)
                NetworkWeights.Load(refinement, path, refinement.Config.Version == TriplaneNetVersion.V1 ? KnownNetworks.TriPlaneNetV1 : refinement.Config.Upsampling == DecoderUpsampling.Nearest ? KnownNetworks.TriPlaneNetV2Nearest : KnownNetworks.TriPlaneNetV2Shuffle);
            using var grad = no_grad();
            using var scope = NewDisposeScope();
            if (NetworkWeights.LatentAverage(path) is { } average)
                encoder.Average.copy_(average.dim() == 2 ? average.mean([0]) : average.view(-1));
            else if (head.Network.Mapping.Average is { } tracked)
                encoder.Average.copy_(tracked);
            return encoder;
        });

    private static void Fit(nn.Module module, string path, PanoHead head, bool anyGenerator)
    {
        var (misfits, average) = module switch
        {
            TriGridEncoder encoder => (encoder.Misfits(head.Config), encoder.Config is { Average: AverageCode.Tracked, Space: LatentSpace.WPlus or LatentSpace.W } ? encoder.Average : null),
            GoaeInverter goae => (goae.Config.Misfits(head.Config), goae.Average),
            _ => ([], null),
        };
        if (misfits.Count > 0)
            throw new ArgumentException($"{path}: {string.Join(' ', misfits)}");
        if (anyGenerator || average is null || head.Network.Mapping.Average is not { } tracked)
            return;
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var apart = (average.cpu() - tracked.cpu()).norm().ToDouble() / Math.Max(1e-12, tracked.cpu().norm().ToDouble());
        if (!double.IsFinite(apart))
            throw new ArgumentException($"{path}: the average code of the encoder or of {head.Name} holds NaN or infinite numbers. `workbench inspect FILE` names the tensors; take an intact copy of the file.");
        if (apart > LargestDistance)
            throw new ArgumentException($"{path}: the encoder was made for another generator than {head.Name}: their average codes differ by {apart:P0} of their length. Load the generator that it was trained for, or train the encoder for this one.");
    }

    private static string? Option(JsonNode? values, string name) => values switch
    {
        JsonObject fields when fields[name] is JsonValue value => value.ToString(),
        JsonObject fields => fields.Select(field => Option(field.Value, name)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}

/// <summary>An encoder from a file.</summary>
/// <param name="Name">What reports call it: the file's name.</param>
/// <param name="Inverter">The inverter.</param>
/// <param name="Network">Its networks.</param>
/// <param name="Checksum">SHA-256 of the file or files, which tells encoders of one name apart.</param>
public sealed record OpenedEncoder(string Name, IInverter Inverter, nn.Module Network, string Checksum) : IDisposable
{
    /// <summary>Frees the networks.</summary>
    public void Dispose() => Network.Dispose();
}
