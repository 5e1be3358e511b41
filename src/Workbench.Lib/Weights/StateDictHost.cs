namespace Workbench.Weights;

/// <summary>State-dict files: globals outside a short list are refused.</summary>
/// <param name="storages">Finds the storage of a persistent id.</param>
internal sealed class StateDictHost(Func<PickleTuple, PickleSite, PickleStorage> storages) : PickleHost
{
    private static readonly HashSet<string> Allowed =
    [
        "collections.OrderedDict", "collections.defaultdict",
        "builtins.set", "builtins.frozenset", "builtins.int", "builtins.float", "builtins.bool", "builtins.str", "builtins.list", "builtins.dict", "builtins.object",
        "__builtin__.set", "__builtin__.frozenset", "__builtin__.int", "__builtin__.float", "__builtin__.bool", "__builtin__.list", "__builtin__.dict", "__builtin__.object",
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
        "torch._tensor._rebuild_from_type_v2", "torch.Tensor", "torch.nn.parameter.Parameter", "torch.Size", "torch.device",
        "torch.float16", "torch.float32", "torch.float64", "torch.bfloat16", "torch.int8", "torch.int16", "torch.int32", "torch.int64", "torch.uint8", "torch.bool",
        "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy.dtype", "numpy.ndarray",
        "_codecs.encode", "argparse.Namespace", "copyreg._reconstructor", "copy_reg._reconstructor",
    ];

    public override bool AllowsSubclasses => false;

    public override void Admit(PickleGlobal global, PickleSite site)
    {
        if (!Allowed.Contains(global.FullName) && !IsStorage(global))
            throw site.Error(CheckpointProblem.ForbiddenGlobal, $"the file names {Shorten(global.FullName)}, which no state dict needs; in Python save model.state_dict() instead of the model, or do not trust the file");
    }

    public override object Persistent(object? id, PickleSite site) =>
        id is PickleTuple tuple ? storages(tuple, site) : throw site.Error(CheckpointProblem.InvalidPersistentId, $"a persistent id is {Describe(id)}, not the description of a storage");

    protected override object Opaque(PickleGlobal global, object?[] arguments, PickleSite site) =>
        global.FullName == "argparse.Namespace"
            ? new PickleObject(global, arguments)
            : throw site.Error(CheckpointProblem.InvalidCall, $"{Shorten(global.FullName)} is called, which no state dict does");

    /// <summary>The element type and count of <c>('storage', class, key, location, count, …)</c>.</summary>
    public static PickleStorage Storage(PickleTuple id, PickleSite site, out string key)
    {
        if (id.Items is not ["storage", PickleGlobal type, string name, string or null, long count, ..] || !IsStorage(type))
            throw site.Error(CheckpointProblem.InvalidPersistentId, "a persistent id does not describe a storage (kind, class, key, location, count)");
        var dtype = ElementType.FromStorageClass(type.Name) ?? throw site.Error(CheckpointProblem.UnknownElementType, $"a storage has the class {Shorten(type.FullName)}, which tensors here cannot have");
        if (count < 0 || count > long.MaxValue / 16)
            throw site.Error(CheckpointProblem.InvalidShape, $"a storage has {count} elements");
        key = name;
        return new PickleStorage(dtype, count);
    }

    private static bool IsStorage(PickleGlobal global) =>
        global.Module is "torch" or "torch.cuda" or "torch.storage" && global.Name.EndsWith("Storage", StringComparison.Ordinal);
}
