using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Weights;

/// <summary>Turns inert values into JSON and collects the tensors among them under dotted names.</summary>
/// <remarks>Values may be shared, so a small file can describe a tree of astronomical size, or contain themselves: depth, number of values and length of names are limited.</remarks>
internal sealed class ValueWalk(ByteRegion file)
{
    private const int DeepestNesting = 64;
    private const string UnnamedTensor = "tensor";

    private static readonly JsonElement[] SmallIntegers = [.. Enumerable.Range(0, 256).Select(value => JsonElement.Parse(value.ToString(CultureInfo.InvariantCulture)))];

    private long _values = 50_000 + file.Length / 16;
    private long _characters = (1 << 20) + file.Length / 2;

    /// <summary>Tensors found so far.</summary>
    public OrderedDictionary<string, TensorEntry> Tensors { get; } = [];

    /// <summary>A value as JSON: tuples and sets are arrays, objects are their attributes, numbers beyond JSON (NaN, infinities) are text. Tensors are left out of objects and named in arrays.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Where it stands, for the names of tensors.</param>
    public JsonNode? ToJson(object? value, string name) => Convert(value, name, 0);

    /// <summary>Counts one value against the limit.</summary>
    public void Count(int depth)
    {
        if (depth > DeepestNesting)
            throw file.Error(CheckpointProblem.NestingTooDeep, 0, $"values are nested more than {DeepestNesting} deep or contain themselves");
        if (--_values < 0)
            throw file.Error(CheckpointProblem.TooManyValues, 0, "shared values expand to far more than the file has bytes; it was made to exhaust memory");
    }

    /// <summary>Name of a part: parent and key joined by a dot.</summary>
    public string Join(string parent, string key)
    {
        var length = parent.Length + key.Length + 1L;
        if ((_characters -= length) < 0)
            throw file.Error(CheckpointProblem.TooManyValues, 0, "the names of nested values are far longer than the file; it was made to exhaust memory");
        return parent.Length == 0 ? key : parent + "." + key;
    }

    /// <summary>Adds a tensor; a name may occur once.</summary>
    public void Add(string name, TensorEntry entry)
    {
        if (!Tensors.TryAdd(name.Length == 0 ? UnnamedTensor : name, entry))
            throw file.Error(CheckpointProblem.DuplicateName, 0, $"two tensors have the name '{name}'");
    }

    private JsonNode? Convert(object? value, string name, int depth)
    {
        Count(depth);
        return value switch
        {
            null => null,
            bool flag => JsonValue.Create(flag),
            long number => number is >= 0 and < 256 ? JsonValue.Create(SmallIntegers[number]) : Number(number.ToString(CultureInfo.InvariantCulture)),
            double number => double.IsFinite(number) ? Number(Decimal(number)) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)),
            BigInteger number => Number(number.ToString(CultureInfo.InvariantCulture)),
            string text => JsonValue.Create(text),
            PickleGlobal global => JsonValue.Create(global.FullName),
            PickleBytes bytes => JsonValue.Create($"{bytes.Region.Length} bytes"),
            PickleTuple tuple => Array(tuple.Items, name, depth),
            PickleList list => Array(list.Items, name, depth),
            PickleSet set => Array(set.Items, name, depth),
            PickleDictionary dictionary => Object(dictionary, name, depth),
            PickleObject instance => Instance(instance, name, depth),
            _ => JsonValue.Create(Placeholder(value, name)),
        };
    }

    // Parsed numbers, unlike created ones, can be read as any type that holds them.
    private static JsonValue? Number(string text) => JsonValue.Create(JsonElement.Parse(text));

    // 3.0 stays a number with a fraction, as it was in Python.
    private static string Decimal(double number) => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";

    private JsonArray Array(IEnumerable<object?> items, string name, int depth)
    {
        var array = new JsonArray();
        var index = 0;
        foreach (var item in items)
            array.Add(Convert(item, Join(name, index++.ToString(CultureInfo.InvariantCulture)), depth + 1));
        return array;
    }

    private JsonObject Object(PickleDictionary dictionary, string name, int depth)
    {
        var json = new JsonObject();
        foreach (var (key, value) in dictionary.Items)
        {
            var keyText = KeyText(key, depth);
            var path = Join(name, keyText);
            if (IsTensor(value))
            {
                Count(depth);
                Placeholder(value!, path);
            }
            else if (!json.TryAdd(keyText, Convert(value, path, depth + 1)))
                throw file.Error(CheckpointProblem.DuplicateName, 0, $"the key '{keyText}' occurs twice");
        }
        return json;
    }

    private JsonNode Instance(PickleObject instance, string name, int depth)
    {
        if (NumpyPickles.Array(instance, name) is { } array)
        {
            Add(name, array);
            return JsonValue.Create(array.ToString());
        }
        if (instance.Items is not null || instance.Type.FullName == "dnnlib.util.EasyDict")
            return Object(instance.Items ?? new PickleDictionary(), name, depth);
        if (instance.Type.FullName == "argparse.Namespace" && instance.State is PickleDictionary options)
            return Object(options, name, depth);
        // Modules have their own records; all other objects keep what they were made from.
        if (ModuleState.Of(instance) is { } module)
            return new JsonObject { ["$class"] = module.ClassName };
        var json = new JsonObject { ["$class"] = instance.Type.FullName };
        if (instance.Arguments.Length > 0)
            json["$arguments"] = Array(instance.Arguments, name, depth + 1);
        if (instance.Elements is not null)
            json["$elements"] = Convert(instance.Elements, name, depth + 1);
        if (instance.State is not null)
            json["$state"] = Convert(instance.State, name, depth + 1);
        return json;
    }

    private static bool IsTensor(object? value) => value is PickleTensor or PickleStorage;

    private string Placeholder(object value, string name)
    {
        var entry = value is PickleTensor tensor ? tensor.ToEntry(name) : ((PickleStorage)value).ToEntry();
        Add(name, entry);
        return entry.ToString();
    }

    private string KeyText(object? key, int depth) => key switch
    {
        string text => text,
        null => "None",
        _ => Convert(key, "", depth + 1)!.ToJsonString(),
    };
}
