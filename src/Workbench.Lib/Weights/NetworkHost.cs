namespace Workbench.Weights;

/// <summary>Network pickles: every global is admitted as a name; those that are not expected are noted.</summary>
internal sealed class NetworkHost : PickleHost
{
    private static readonly HashSet<string> Expected =
    [
        "torch_utils.persistence._reconstruct_persistent_obj", "dnnlib.util.EasyDict", "collections.OrderedDict",
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter", "torch.storage._load_from_bytes", "torch.Size", "torch.device",
        "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy.dtype", "numpy.ndarray",
        "builtins.set", "__builtin__.set", "builtins.object", "__builtin__.object", "copyreg._reconstructor", "copy_reg._reconstructor", "_codecs.encode",
        "training.volumetric_rendering.ray_sampler.RaySampler",
    ];

    private readonly Dictionary<ByteRegion, PickleStorage> _storages = [];
    private readonly OrderedDictionary<string, bool> _unknown = [];

    public override bool AllowsSubclasses => true;

    /// <summary>Globals that stand for something this library does not know, in the order of the file.</summary>
    public IReadOnlyList<string> Unknown => [.. _unknown.Keys];

    public override void Admit(PickleGlobal global, PickleSite site)
    {
        if (!Expected.Contains(global.FullName) && !global.Module.StartsWith("torch.nn.modules.", StringComparison.Ordinal))
            _unknown.TryAdd(global.FullName, true);
    }

    public override object Persistent(object? id, PickleSite site) =>
        throw site.Error(CheckpointProblem.InvalidPersistentId, "a network pickle refers to data outside itself");

    protected override object Opaque(PickleGlobal global, object?[] arguments, PickleSite site) => new PickleObject(global, arguments);

    // The bytes are a complete legacy torch file whose object is the storage. Equal byte strings, shared through the memo, give one storage.
    protected override object Storage(object?[] arguments, PickleSite site)
    {
        if (arguments is not [PickleBytes bytes])
            throw KnownCalls.Invalid(site, "_load_from_bytes", "bytes");
        if (_storages.TryGetValue(bytes.Region, out var known))
            return known;
        var storage = LegacyTorchFile.Read(bytes.Region) as PickleStorage ?? throw site.Error(CheckpointProblem.InvalidCall, "_load_from_bytes holds something else than a storage");
        _storages.Add(bytes.Region, storage);
        return storage;
    }
}
