using System.Text.Json.Nodes;

namespace Workbench.Weights;

/// <summary>A network of a pickle: constructor arguments, attributes and tensors, without any of its code.</summary>
public sealed class NetworkRecord
{
    internal NetworkRecord(string name, TensorTable tensors, IReadOnlySet<string> parameterNames, TensorTable attributeTensors, IReadOnlyDictionary<string, ModuleRecord> modules)
    {
        Name = name;
        Tensors = tensors;
        ParameterNames = parameterNames;
        AttributeTensors = attributeTensors;
        Modules = modules;
    }

    /// <summary>Its key in the file: G, D, G_ema…</summary>
    public string Name { get; }

    /// <summary>The class of the network, such as <c>TriPlaneGenerator</c>.</summary>
    public string ClassName => Modules[""].ClassName;

    /// <summary>Positional constructor arguments.</summary>
    public JsonArray InitArgs => Modules[""].InitArgs;

    /// <summary>Named constructor arguments.</summary>
    public JsonObject InitKwargs => Modules[""].InitKwargs;

    /// <summary>Attributes of the network itself, such as <c>rendering_kwargs</c> and <c>neural_rendering_resolution</c>.</summary>
    public JsonObject Attributes => Modules[""].Attributes;

    /// <summary>The state dict in torch's order: own parameters, own buffers, then the children. Read on demand.</summary>
    public TensorTable Tensors { get; }

    /// <summary>Those names of the state dict that are parameters; the others are buffers.</summary>
    public IReadOnlySet<string> ParameterNames { get; }

    /// <summary>Tensors that are plain attributes of modules, such as <c>renderer.plane_axes</c>. Read on demand.</summary>
    public TensorTable AttributeTensors { get; }

    /// <summary>Every module by path, the network itself under the empty path.</summary>
    public IReadOnlyDictionary<string, ModuleRecord> Modules { get; }

    /// <summary>Reads the whole state dict; the caller's scope owns the tensors.</summary>
    /// <exception cref="CheckpointFormatException">Data are bad.</exception>
    public IReadOnlyDictionary<string, Tensor> LoadStateDict() => Tensors.LoadAll();
}
