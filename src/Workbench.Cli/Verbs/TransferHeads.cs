using System.Globalization;
using TorchSharp;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Population;
using Workbench.Weights;

namespace Workbench.Cli.Verbs;

/// <summary>Heads named on a command line, each loaded once.</summary>
/// <param name="head">The generator.</param>
/// <param name="labels">Labels of heads that are no procedural ones.</param>
internal sealed class TransferHeads(PanoHead head, TransferLabels labels)
{
    private readonly Dictionary<string, Loaded> _loaded = [];

    /// <summary>A head and its labels.</summary>
    /// <param name="Head">The head.</param>
    /// <param name="Truth">What its code means, for seeds of the demo generator.</param>
    public sealed record Loaded(EditableHead Head, HeadSpec? Truth);

    /// <summary>A head of a seed or a file.</summary>
    /// <exception cref="EditException">Nothing can label it.</exception>
    public Loaded Load(string name)
    {
        if (_loaded.TryGetValue(name, out var known))
            return known;
        var seeded = long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var seed);
        var loaded = seeded ? Seeded(seed) : new Loaded(OfFile(name), null);
        // Kept while the verb runs, whatever scope it was loaded in.
        loaded.Head.Grid.Features.DetachFromDisposeScope();
        loaded.Head.Grid.Latents?.Codes.DetachFromDisposeScope();
        loaded.Head.Grid.Background?.DetachFromDisposeScope();
        return _loaded[name] = loaded;
    }

    /// <summary>The head of a seed; its planes are made anew.</summary>
    public EditableHead OfSeed(long seed) => Seeded(seed).Head;

    private Loaded Seeded(long seed)
    {
        var z = head.Sample(seed);
        if (head.Config.LatentWidth != HeadCoordinates.Count)
            return new Loaded(new EditableHead(head.Synthesize(head.Map(z)), labels.Best(), $"seed {seed}"), null);
        // The demo generator: the seed's code means a procedural head, whose parts are known.
        return new Loaded(new EditableHead(head.Synthesize(head.Map(z)), PopulationLabels.Of(z), $"seed {seed}"), HeadSpec.FromLatents(z.Codes)[0]);
    }

    private EditableHead OfFile(string path)
    {
        using var file = WeightFile.Open(path);
        if (!file.Tensors.ContainsKey("w"))
            throw new ArgumentException($"'{path}' holds no latent code 'w'. Give a seed or a latents.safetensors of 'workbench invert'.");
        var codes = file.Tensors.Load("w");
        return new EditableHead(head.Synthesize(new Latents(codes, LatentSpace.WPlus)), labels.Best(), Path.GetFileName(path)) { FromPhotograph = true };
    }
}
