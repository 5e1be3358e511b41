using System.Text;

namespace Workbench.Weights;

/// <summary>The few functions that checkpoints call to rebuild containers and tensors, on inert values.</summary>
internal static class KnownCalls
{
    public static PickleDictionary OrderedDictionary(object?[] arguments, PickleSite site)
    {
        var dictionary = new PickleDictionary();
        if (arguments.Length == 0)
            return dictionary;
        // Python 2 passes its items as a list of pairs.
        foreach (var item in arguments is [PickleList list] ? list.Items : throw Invalid(site, "OrderedDict", "a list of pairs"))
            switch (item)
            {
                case PickleList { Items: [var key, var value] }:
                    dictionary.Set(key, value);
                    break;
                case PickleTuple { Items: [var key, var value] }:
                    dictionary.Set(key, value);
                    break;
                default:
                    throw Invalid(site, "OrderedDict", "a list of pairs");
            }
        return dictionary;
    }

    public static PickleSet Set(object?[] arguments, PickleSite site)
    {
        var set = new PickleSet();
        if (arguments.Length > 0)
            set.Items.AddRange(arguments is [PickleList list] ? list.Items : throw Invalid(site, "set", "a list"));
        return set;
    }

    /// <summary>A view (storage, offset, size, stride, …) that lies inside its storage.</summary>
    public static PickleTensor Tensor(object?[] arguments, PickleSite site)
    {
        if (arguments is not [PickleStorage storage, long offset, PickleTuple size, PickleTuple stride, ..])
            throw Invalid(site, "_rebuild_tensor", "a storage, an offset, sizes and strides");
        var shape = Integers(size, site);
        var strides = Integers(stride, site);
        var elements = StridedView.Elements(shape) ?? throw site.Error(CheckpointProblem.InvalidShape, $"the shape [{string.Join(", ", shape)}] is negative or overflows");
        var extent = StridedView.Extent(shape, strides) ?? throw site.Error(CheckpointProblem.InvalidShape, $"the strides [{string.Join(", ", strides)}] do not fit the shape [{string.Join(", ", shape)}]");
        if (offset < 0 || offset > storage.Count || extent > storage.Count - offset)
            throw site.Error(CheckpointProblem.ViewOutsideStorage, $"a tensor [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] needs {elements} elements from {offset} on, its storage has {storage.Count}");
        return new PickleTensor(storage, offset, extent, shape, strides, isParameter: false);
    }

    public static PickleTensor Parameter(object?[] arguments, PickleSite site) =>
        arguments is [PickleTensor tensor, ..] ? tensor.AsParameter() : throw Invalid(site, "_rebuild_parameter", "a tensor");

    public static PickleTuple Size(object?[] arguments, PickleSite site) =>
        arguments is [PickleTuple size] ? size : throw Invalid(site, "torch.Size", "a tuple");

    public static string Device(object?[] arguments, PickleSite site) => arguments switch
    {
        [string kind] => kind,
        [string kind, long index] => $"{kind}:{index}",
        _ => throw Invalid(site, "torch.device", "a name"),
    };

    /// <summary>Bytes that protocol 2 writes as text: <c>_codecs.encode(text, 'latin1')</c>.</summary>
    public static PickleBytes Latin1Bytes(object?[] arguments, PickleSite site)
    {
        if (arguments is not [string text, "latin1" or "latin-1" or "iso-8859-1"] || text.AsSpan().ContainsAnyExceptInRange('\0', '\xff'))
            throw Invalid(site, "_codecs.encode", "Latin-1 text");
        return new PickleBytes(new MemoryBytes(site.Region.Source.Path, Encoding.Latin1.GetBytes(text)).Whole);
    }

    public static CheckpointFormatException Invalid(PickleSite site, string function, string expected) =>
        site.Error(CheckpointProblem.InvalidCall, $"{function} is called without {expected}");

    private static long[] Integers(PickleTuple tuple, PickleSite site)
    {
        if (tuple.Items.Length > 64)
            throw site.Error(CheckpointProblem.InvalidShape, $"a tensor has {tuple.Items.Length} dimensions");
        var numbers = new long[tuple.Items.Length];
        for (var at = 0; at < numbers.Length; at++)
            numbers[at] = tuple.Items[at] is long number ? number : throw site.Error(CheckpointProblem.InvalidShape, $"a size or stride is {PickleHost.Describe(tuple.Items[at])} instead of a 64-bit integer");
        return numbers;
    }
}
