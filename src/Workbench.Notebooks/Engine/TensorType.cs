using System.Globalization;
using System.Reflection;

namespace Workbench.Notebooks.Engine;

/// <summary>What the engine knows of tensors, by reflection: it has no reference to TorchSharp, and notebooks may never load it.</summary>
internal sealed class TensorType
{
    private static TensorType? _found;

    private readonly PropertyInfo _liveCount;
    private readonly PropertyInfo _isInvalid;
    private readonly PropertyInfo _elements;
    private readonly PropertyInfo _elementSize;
    private readonly PropertyInfo _device;

    private TensorType(Type type, PropertyInfo liveCount, PropertyInfo isInvalid, PropertyInfo elements, PropertyInfo elementSize, PropertyInfo device)
    {
        Type = type;
        (_liveCount, _isInvalid, _elements, _elementSize, _device) = (liveCount, isInvalid, elements, elementSize, device);
    }

    /// <summary>TorchSharp's tensor once it is loaded; null before.</summary>
    public static TensorType? Find()
    {
        if (_found is not null) return _found;
        var type = Array.Find(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "TorchSharp")?.GetType("TorchSharp.torch+Tensor");
        if (type?.GetProperty("TotalCount", BindingFlags.Public | BindingFlags.Static) is not { } count) return null;
        return type.GetProperty("IsInvalid") is { } invalid && type.GetProperty("NumberOfElements") is { } elements
            && type.GetProperty("ElementSize") is { } size && type.GetProperty("device") is { } device
            ? _found = new TensorType(type, count, invalid, elements, size, device)
            : null;
    }

    public Type Type { get; }

    /// <summary>Tensors of the process that are neither disposed nor collected.</summary>
    public long LiveCount => Number(_liveCount.GetValue(null));

    /// <summary>The bytes of a tensor's elements and its device; null for a disposed one. A view counts as large as what it shows.</summary>
    public (long Bytes, string Device)? Size(object tensor)
    {
        if (_isInvalid.GetValue(tensor) is true) return null;
        return (Number(_elements.GetValue(tensor)) * Number(_elementSize.GetValue(tensor)), _device.GetValue(tensor)?.ToString() ?? "unknown");
    }

    private static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
