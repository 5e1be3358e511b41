using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Weights;

namespace Workbench.Editing;

/// <summary>Edits in one safetensors file: grids, weights and masks as tensors; settings, origins and notes as JSON in its metadata.</summary>
public static class HeadEditFile
{
    /// <summary>Value of the metadata entry <c>format</c>.</summary>
    public const string Format = "workbench.edit";

    /// <summary>Writes an edit; the file appears complete or not at all.</summary>
    /// <param name="edit">The edit.</param>
    /// <param name="path">Target, usually <c>.edit.safetensors</c>.</param>
    public static void Save(this HeadEdit edit, string path)
    {
        ArgumentNullException.ThrowIfNull(edit);
        var tensors = new List<KeyValuePair<string, Tensor>>();
        void Add(string name, Tensor? tensor)
        {
            if (tensor is not null)
                tensors.Add(new(name, tensor));
        }
        void AddGrid(string name, TriGrid grid)
        {
            Add(name + ".planes", grid.Features);
            Add(name + ".codes", grid.Latents?.Codes);
            Add(name + ".background", grid.Background);
        }
        AddGrid("target", edit.Target);
        for (var i = 0; i < edit.References.Count; i++)
            AddGrid($"reference.{i}", edit.References[i]);
        Add("full.planes", edit.Full);
        Add("weights.keep", edit.Weights.Keep);
        Add("weights.implicit", edit.Weights.Implicit);
        for (var i = 0; i < edit.Weights.Cores.Count; i++)
        {
            Add($"weights.core.{i}", edit.Weights.Cores[i]);
            Add($"mask.target.{i}", edit.TargetMasks[i]);
            Add($"mask.reference.{i}", edit.ReferenceMasks[i]);
        }
        var head = new EditHeader
        {
            Axes = edit.Target.Axes.ToString(),
            BoxSize = edit.Target.BoxSize,
            Spaces = [.. edit.References.Prepend(edit.Target).Select(grid => grid.Latents?.Space.ToString() ?? "")],
            Config = edit.Config,
            Provenance = edit.Provenance,
            Notes = edit.Notes,
        };
        SafeTensors.Write(path, tensors, [new("format", Format), new("edit", ConfigJson.Write(head))]);
    }

    /// <summary>Reads an edit.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The edit; the caller's scope owns its tensors.</returns>
    /// <exception cref="CheckpointFormatException">The file is damaged, or no edit.</exception>
    public static HeadEdit Load(string path)
    {
        using var file = SafeTensors.Open(path);
        if (!file.Metadata.TryGetValue("format", out var format) || format != Format || !file.Metadata.TryGetValue("edit", out var json))
            throw Malformed(path, "the file holds no edit: its metadata lacks \"format\": \"" + Format + "\". Files of edits are written by HeadEdit.Save and by 'workbench transfer'.");
        EditHeader head;
        PlaneAxes axes;
        try
        {
            head = ConfigJson.Read<EditHeader>(json);
            axes = PlaneAxes.Parse(head.Axes);
        }
        catch (Exception error) when (error is ConfigFormatException or FormatException)
        {
            throw Malformed(path, $"the description of the edit cannot be read: {error.Message}");
        }
        if (head.Spaces.Count < 2 || head.Config.Parts.Count == 0)
            throw Malformed(path, "the description of the edit names no reference or no part.");
        if (head.Config.Validate(head.Spaces.Count - 1) is { Count: > 0 } problems)
            throw Malformed(path, "the settings of the edit are out of range: " + string.Join(' ', problems));
        using var scope = NewDisposeScope();
        var tensors = file.LoadAll();
        Tensor Get(string name) => tensors.TryGetValue(name, out var tensor) ? tensor : throw Malformed(path, $"the tensor '{name}' is missing.");
        var shape = Get("target.planes").shape;
        Tensor Planes(string name)
        {
            var planes = Get(name + ".planes");
            return planes.dim() == 6 && planes.shape[0] == 1 && planes.shape[1] == axes.Count && planes.shape.AsSpan().SequenceEqual(shape) && planes.dtype == ScalarType.Float32
                ? planes
                : throw Malformed(path, $"'{name}.planes' is {planes.dtype} [{string.Join(", ", planes.shape)}]; all planes of an edit are float32 of one shape [1, {axes.Count}, C, D, H, W].");
        }
        Tensor Cells(string name)
        {
            var cells = Get(name);
            return cells.shape.AsSpan().SequenceEqual([shape[1], shape[3], shape[4], shape[5]])
                ? cells
                : throw Malformed(path, $"'{name}' is [{string.Join(", ", cells.shape)}]; the planes have cells [{shape[1]}, {shape[3]}, {shape[4]}, {shape[5]}].");
        }
        TriGrid Grid(string name, string space) => new(Planes(name), axes, head.BoxSize)
        {
            Latents = tensors.TryGetValue(name + ".codes", out var codes)
                ? new Latents(codes, Enum.TryParse<LatentSpace>(space, out var known) ? known : throw Malformed(path, $"'{space}' is no latent space."))
                : null,
            Background = tensors.TryGetValue(name + ".background", out var background) ? background : null,
        };
        var parts = Enumerable.Range(0, head.Config.Parts.Count).ToArray();
        return new HeadEdit
        {
            Target = Grid("target", head.Spaces[0]),
            References = [.. head.Spaces.Skip(1).Select((space, i) => Grid($"reference.{i}", space))],
            Full = Planes("full"),
            Weights = new FusionWeights(Cells("weights.keep"), [.. parts.Select(i => Cells($"weights.core.{i}"))], Cells("weights.implicit")),
            TargetMasks = [.. parts.Select(i => Cells($"mask.target.{i}"))],
            ReferenceMasks = [.. parts.Select(i => Cells($"mask.reference.{i}"))],
            Config = head.Config,
            Provenance = head.Provenance,
            Notes = head.Notes,
        }.MoveToOuterDisposeScope();
    }

    private static CheckpointFormatException Malformed(string path, string message) => new(path, CheckpointProblem.Malformed, 0, message);
}

/// <summary>What an edit's file says beside its tensors.</summary>
internal sealed record EditHeader
{
    /// <summary>Plane axes in words.</summary>
    public string Axes { get; init; } = "";

    /// <summary>Side of the box, world units.</summary>
    public double BoxSize { get; init; } = 1;

    /// <summary>Latent space of the target and of every reference; empty without codes.</summary>
    public IReadOnlyList<string> Spaces { get; init; } = [];

    /// <summary>Settings.</summary>
    public TransferConfig Config { get; init; } = new();

    /// <summary>Origins.</summary>
    public EditProvenance Provenance { get; init; } = new();

    /// <summary>Remarks.</summary>
    public IReadOnlyList<EditNote> Notes { get; init; } = [];
}
