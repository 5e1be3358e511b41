using System.Globalization;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Weights;

namespace Workbench.Editing;

/// <summary>The best label source at hand, and heads together with theirs.</summary>
public static class LabelSources
{
    private static readonly string[] s_endings = [".pth", ".pt", ".safetensors"];

    /// <summary>For heads whose truth is not known: the face parser if its weights lie in <c>models/</c>, else colours. Dispose it where it is disposable.</summary>
    /// <param name="start">Folder from which the checkout is looked for; the current one unless given.</param>
    public static IPartLabels Best(string? start = null) =>
        ParserFile(start) is { } path ? ParserLabels.Load(path) : new ColourLabels();

    /// <summary>The file in <c>models/</c> that holds the face parser, whatever its name, or null.</summary>
    /// <param name="start">Folder from which the checkout is looked for; the current one unless given.</param>
    public static string? ParserFile(string? start = null)
    {
        if (GeneratorFiles.Repository(start) is not { } root || Path.Combine(root, "models") is not { } folder || !Directory.Exists(folder))
            return null;
        return Directory.EnumerateFiles(folder).Where(path => s_endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).FirstOrDefault(HoldsParser);
    }

    /// <summary>A head by a seed of the generator or by a file of latent codes, as <c>workbench invert</c> writes it for a photograph, with its best label source.</summary>
    /// <remarks>Seeds of the demo generator mean procedural heads, whose parts are known; all others go to <see cref="Best"/>.</remarks>
    /// <param name="head">The generator.</param>
    /// <param name="name">A number, or the path of a safetensors file with codes <c>w</c>.</param>
    /// <param name="others">The source for heads whose truth is not known; <see cref="Best"/> unless given.</param>
    /// <exception cref="ArgumentException">The file holds no codes.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged or of another format.</exception>
    public static EditableHead Open(PanoHead head, string name, IPartLabels? others = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return OfFile(head, name, others ?? Best());
        var known = head.Config.LatentWidth == HeadCoordinates.Count;
        var labels = known ? null : others ?? Best();
        using var scope = NewDisposeScope();
        var z = head.Sample(seed);
        return new EditableHead(head.Synthesize(head.Map(z)).MoveToOuterDisposeScope(), labels ?? PopulationLabels.Of(z), $"seed {seed}");
    }

    private static EditableHead OfFile(PanoHead head, string path, IPartLabels labels)
    {
        using var scope = NewDisposeScope();
        using var file = WeightFile.Open(path);
        if (!file.Tensors.ContainsKey("w"))
            throw new ArgumentException($"name: '{path}' holds no latent codes 'w'. Give a seed, or the latents.safetensors that 'workbench invert' writes for a photograph.", nameof(path));
        var codes = new Latents(file.Tensors.Load("w"), LatentSpace.WPlus);
        return new EditableHead(head.Synthesize(codes).MoveToOuterDisposeScope(), labels, Path.GetFileName(path)) { FromPhotograph = true };
    }

    private static bool HoldsParser(string path)
    {
        try
        {
            using var file = WeightFile.Open(path);
            return KnownNetworks.FaceParser.FindIn(file.Tensors).Count > 0;
        }
        catch (CheckpointFormatException)
        {
            return false; // damaged or foreign files are named where they are asked for, not here
        }
    }
}
