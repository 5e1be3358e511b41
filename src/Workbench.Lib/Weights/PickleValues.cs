namespace Workbench.Weights;

// What a pickle can hold, besides null, bool, long, BigInteger, double and string. All of it is inert: data with names, nothing that could run.
// These are classes without value equality: graphs may be shared and cyclic, so nothing here may walk them on its own.

/// <summary>The name of a class or function; never looked up.</summary>
internal sealed class PickleGlobal(string module, string name)
{
    public string Module { get; } = module;

    public string Name { get; } = name;

    public string FullName { get; } = module + "." + name;
}

/// <summary>An object of a class we know nothing about: what it was made from and what was put into it.</summary>
internal sealed class PickleObject(PickleGlobal type, object?[] arguments)
{
    public PickleGlobal Type { get; } = type;

    public object?[] Arguments { get; } = arguments;

    /// <summary>Its attributes, mostly a <see cref="PickleDictionary"/>.</summary>
    public object? State { get; set; }

    /// <summary>Items, if the class derives from a dictionary.</summary>
    public PickleDictionary? Items { get; set; }

    /// <summary>Elements, if the class derives from a list.</summary>
    public PickleList? Elements { get; set; }
}

/// <summary>A tuple.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public static readonly PickleTuple Empty = new([]);

    public object?[] Items { get; } = items;
}

/// <summary>A list.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A set, in the order of the file.</summary>
internal sealed class PickleSet
{
    public List<object?> Items { get; } = [];
}

/// <summary>A byte string, left in the file.</summary>
internal sealed class PickleBytes(ByteRegion region)
{
    public ByteRegion Region { get; } = region;
}

/// <summary>A storage of tensor elements.</summary>
internal sealed class PickleStorage(ScalarType dtype, long count)
{
    public ScalarType Dtype { get; } = dtype;

    public long Count { get; } = count;

    /// <summary>Its bytes; a legacy file names them only after the object.</summary>
    public ByteRegion? Bytes { get; set; }

    public TensorEntry ToEntry() => new(Bytes!.Value, Dtype, [Count]);
}

/// <summary>A tensor: a view on a storage, checked to lie inside it.</summary>
internal sealed class PickleTensor(PickleStorage storage, long offset, long extent, long[] shape, long[] strides, bool isParameter)
{
    public bool IsParameter => isParameter;

    public PickleTensor AsParameter() => new(storage, offset, extent, shape, strides, isParameter: true);

    public TensorEntry ToEntry(string name)
    {
        var size = ElementType.Size(storage.Dtype);
        var bytes = storage.Bytes!.Value.Slice(offset * size, extent * size, name);
        var entry = new TensorEntry(bytes, storage.Dtype, shape, strides);
        TensorEntry.CheckBudget(bytes, entry.Bytes, $"'{name}' ({entry})");
        return entry;
    }
}
