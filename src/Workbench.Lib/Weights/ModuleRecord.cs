using System.Text.Json.Nodes;

namespace Workbench.Weights;

/// <summary>What a network pickle says about one module.</summary>
public sealed class ModuleRecord
{
    internal ModuleRecord(string path, string className, JsonArray initArgs, JsonObject initKwargs, JsonObject attributes)
    {
        Path = path;
        ClassName = className;
        InitArgs = initArgs;
        InitKwargs = initKwargs;
        Attributes = attributes;
    }

    /// <summary>Names of the modules down to this one, joined by dots; empty for the network itself.</summary>
    public string Path { get; }

    /// <summary>Its class: the bare name of a persistent class, else with its Python module.</summary>
    public string ClassName { get; }

    /// <summary>Positional constructor arguments, for persistent classes.</summary>
    public JsonArray InitArgs { get; }

    /// <summary>Named constructor arguments, for persistent classes.</summary>
    public JsonObject InitKwargs { get; }

    /// <summary>Its other attributes: numbers, texts, truth values, lists, dictionaries. Tensors among them are in <see cref="NetworkRecord.AttributeTensors"/>.</summary>
    public JsonObject Attributes { get; }
}
