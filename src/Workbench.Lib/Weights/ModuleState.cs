namespace Workbench.Weights;

/// <summary>A pickled module: the name of its class and its attributes.</summary>
internal sealed record ModuleState(string ClassName, PickleDictionary Attributes)
{
    private const string Persistent = "torch_utils.persistence._reconstruct_persistent_obj";

    public PickleDictionary? Parameters => Attributes["_parameters"] as PickleDictionary;

    public PickleDictionary? Buffers => Attributes["_buffers"] as PickleDictionary;

    public PickleDictionary? Children => Attributes["_modules"] as PickleDictionary;

    /// <summary>Names of buffers that do not belong to the state dict.</summary>
    public IEnumerable<object?> NonPersistentBuffers => Attributes["_non_persistent_buffers_set"] is PickleSet set ? set.Items : [];

    /// <summary>Sees a module in an object; null when it is something else.</summary>
    /// <remarks>
    /// A persistent class is stored as its source text, its name and its attributes; the source is ignored. Other modules are ordinary objects.
    /// </remarks>
    public static ModuleState? Of(object? value)
    {
        if (value is not PickleObject instance)
            return null;
        if (instance.Type.FullName == Persistent && instance.Arguments is [PickleDictionary description])
            return description["class_name"] is string name && description["state"] is PickleDictionary attributes && IsModule(attributes) ? new ModuleState(name, attributes) : null;
        var state = instance.State is PickleTuple { Items: [PickleDictionary first, _] } ? first : instance.State as PickleDictionary;
        return state is not null && IsModule(state) ? new ModuleState(instance.Type.FullName, state) : null;
    }

    private static bool IsModule(PickleDictionary attributes) =>
        attributes["_parameters"] is PickleDictionary && attributes["_buffers"] is PickleDictionary && attributes["_modules"] is PickleDictionary;
}
