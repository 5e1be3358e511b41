using System.Globalization;
using TorchSharp;
using Workbench.Editing;
using Workbench.Generator;

namespace Workbench.Cli.Verbs;

/// <summary>Heads named on a command line, each loaded once.</summary>
/// <param name="head">The generator.</param>
internal sealed class TransferHeads(PanoHead head)
{
    private readonly Dictionary<string, Loaded> _loaded = [];

    /// <summary>A head and its labels.</summary>
    public sealed record Loaded(EditableHead Head);

    /// <summary>A head of a seed or a file.</summary>
    /// <exception cref="EditException">Nothing can label it.</exception>
    public Loaded Load(string name)
    {
        if (_loaded.TryGetValue(name, out var known))
            return known;
        var loaded = new Loaded(LabelSources.Open(head, name));
        // Kept while the verb runs, whatever scope it was loaded in.
        loaded.Head.Grid.Features.DetachFromDisposeScope();
        loaded.Head.Grid.Latents?.Codes.DetachFromDisposeScope();
        loaded.Head.Grid.Background?.DetachFromDisposeScope();
        return _loaded[name] = loaded;
    }

    /// <summary>The head of a seed; its planes are made anew.</summary>
    public EditableHead OfSeed(long seed) => LabelSources.Open(head, seed.ToString(CultureInfo.InvariantCulture));
}
