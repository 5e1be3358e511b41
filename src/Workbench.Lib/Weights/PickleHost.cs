using System.Numerics;

namespace Workbench.Weights;

/// <summary>A place in a pickle, for errors.</summary>
internal readonly record struct PickleSite(ByteRegion Region, long Position)
{
    public CheckpointFormatException Error(CheckpointProblem problem, string message) => Region.Error(problem, Position, message);
}

/// <summary>Says which globals a pickle may name and what inert value stands for calling one.</summary>
internal abstract class PickleHost
{
    /// <summary>True when objects of unknown classes may take items, as subclasses of dictionaries and lists do.</summary>
    public abstract bool AllowsSubclasses { get; }

    /// <summary>Refuses or notes a global.</summary>
    public abstract void Admit(PickleGlobal global, PickleSite site);

    /// <summary>The value of a persistent id.</summary>
    public abstract object? Persistent(object? id, PickleSite site);

    /// <summary>The value that stands for an object of an unknown class.</summary>
    protected abstract object Opaque(PickleGlobal global, object?[] arguments, PickleSite site);

    /// <summary>The inert value of a call.</summary>
    public object? Call(PickleGlobal global, object?[] arguments, PickleSite site) => global.FullName switch
    {
        "collections.OrderedDict" => KnownCalls.OrderedDictionary(arguments, site),
        "collections.defaultdict" => new PickleDictionary(),
        "builtins.set" or "__builtin__.set" or "builtins.frozenset" or "__builtin__.frozenset" => KnownCalls.Set(arguments, site),
        "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" => KnownCalls.Tensor(arguments, site),
        "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" => KnownCalls.Parameter(arguments, site),
        "torch._tensor._rebuild_from_type_v2" => FromType(arguments, site),
        "torch.storage._load_from_bytes" => Storage(arguments, site),
        "torch.Size" => KnownCalls.Size(arguments, site),
        "torch.device" => KnownCalls.Device(arguments, site),
        "numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar" => NumpyPickles.Scalar(arguments, site) ?? Opaque(global, arguments, site),
        "numpy.core.multiarray._reconstruct" or "numpy._core.multiarray._reconstruct" or "numpy.dtype" or "argparse.Namespace" => new PickleObject(global, arguments),
        "_codecs.encode" => KnownCalls.Latin1Bytes(arguments, site),
        "copyreg._reconstructor" or "copy_reg._reconstructor" => Reconstruct(arguments, site),
        _ => Opaque(global, arguments, site),
    };

    /// <summary>What a value is, in words.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "None",
        bool => "a truth value",
        long or BigInteger => "an integer",
        double => "a number",
        string => "a text",
        PickleGlobal global => $"the global {Shorten(global.FullName)}",
        PickleObject instance => $"an object of {Shorten(instance.Type.FullName)}",
        PickleTuple => "a tuple",
        PickleList => "a list",
        PickleSet => "a set",
        PickleBytes => "a byte string",
        PickleDictionary => "a dictionary",
        PickleStorage => "a storage",
        _ => "a tensor",
    };

    /// <summary>A name that a message can carry.</summary>
    protected static string Shorten(string name) => name.Length <= 100 ? name : name[..100] + "…";

    /// <summary>A storage inside the pickle; only network pickles hold such.</summary>
    protected virtual object Storage(object?[] arguments, PickleSite site) =>
        throw site.Error(CheckpointProblem.ForbiddenGlobal, "a storage inside a byte string; state dicts keep storages outside the pickle");

    // (function, type, arguments, state): a tensor subclass; the function before it makes the tensor.
    private object? FromType(object?[] arguments, PickleSite site) =>
        arguments is [PickleGlobal { FullName: "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_parameter" } function, _, PickleTuple inner, ..]
            ? Call(function, inner.Items, site)
            : throw site.Error(CheckpointProblem.InvalidCall, "a tensor subclass of an unknown kind; save plain tensors instead");

    private object Reconstruct(object?[] arguments, PickleSite site) =>
        arguments is [PickleGlobal type, ..] ? Opaque(type, arguments[1..], site) : throw site.Error(CheckpointProblem.InvalidCall, "an object is rebuilt without its class");
}
