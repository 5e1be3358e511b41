using System.Text.Json.Nodes;

namespace Workbench.Weights;

/// <summary>Collects one network from its pickled modules.</summary>
internal sealed class NetworkReader
{
    // The machinery of torch modules; everything else is an attribute of the class.
    private static readonly HashSet<string> Machinery = ["_parameters", "_buffers", "_modules", "_non_persistent_buffers_set", "_init_args", "_init_kwargs", "_is_full_backward_hook", "_compiled_call_impl"];

    private readonly ByteRegion _file;
    private readonly ValueWalk _state;
    private readonly ValueWalk _attributes;
    private readonly HashSet<string> _parameters = [];
    private readonly OrderedDictionary<string, ModuleRecord> _modules = [];

    private NetworkReader(ByteRegion file)
    {
        _file = file;
        _state = new ValueWalk(file);
        _attributes = new ValueWalk(file);
    }

    public static NetworkRecord Read(ByteRegion file, string name, ModuleState module)
    {
        var reader = new NetworkReader(file);
        reader.Visit(module, "", 0);
        var path = file.Source.Path;
        return new NetworkRecord(name, new TensorTable(path, reader._state.Tensors), reader._parameters, new TensorTable(path, reader._attributes.Tensors), reader._modules);
    }

    private void Visit(ModuleState module, string path, int depth)
    {
        _state.Count(depth);
        var record = new ModuleRecord(
            path,
            module.ClassName,
            _attributes.ToJson(module.Attributes["_init_args"], _attributes.Join(path, "_init_args")) as JsonArray ?? [],
            _attributes.ToJson(module.Attributes["_init_kwargs"], _attributes.Join(path, "_init_kwargs")) as JsonObject ?? [],
            Attributes(module, path));
        if (!_modules.TryAdd(path, record))
            throw _file.Error(CheckpointProblem.DuplicateName, 0, $"two modules have the path '{path}'");
        var local = module.NonPersistentBuffers.OfType<string>().ToHashSet();
        AddTensors(module.Parameters!, path, isParameter: true, []);
        AddTensors(module.Buffers!, path, isParameter: false, local);
        foreach (var (key, value) in module.Children!.Items)
        {
            if (value is null)
                continue;
            var childPath = _state.Join(path, Name(key));
            Visit(ModuleState.Of(value) ?? throw _file.Error(CheckpointProblem.UnexpectedContent, 0, $"'{childPath}' is {PickleHost.Describe(value)} instead of a module"), childPath, depth + 1);
        }
    }

    private void AddTensors(PickleDictionary tensors, string path, bool isParameter, HashSet<string> excluded)
    {
        foreach (var (key, value) in tensors.Items)
        {
            var name = Name(key);
            if (value is null || excluded.Contains(name))
                continue;
            _state.Count(0);
            var full = _state.Join(path, name);
            if (value is not PickleTensor tensor)
                throw _file.Error(CheckpointProblem.UnexpectedContent, 0, $"'{full}' is {PickleHost.Describe(value)} instead of a tensor");
            _state.Add(full, tensor.ToEntry(full));
            if (isParameter)
                _parameters.Add(full);
        }
    }

    private JsonObject Attributes(ModuleState module, string path)
    {
        var plain = new PickleDictionary();
        foreach (var (key, value) in module.Attributes.Items)
            if (key is string name && !Machinery.Contains(name) && !name.EndsWith("_hooks", StringComparison.Ordinal) && !name.Contains("_hooks_", StringComparison.Ordinal))
                plain.Set(name, value);
        return (JsonObject)_attributes.ToJson(plain, path)!;
    }

    private string Name(object? key) => key as string ?? throw _file.Error(CheckpointProblem.UnexpectedContent, 0, $"a module has a part named by {PickleHost.Describe(key)} instead of text");
}
