namespace Workbench.Weights;

/// <summary>An ordered dictionary. Only text keys are looked up; hashing anything else would walk values that a file may have made huge or cyclic.</summary>
internal sealed class PickleDictionary
{
    private const int Indexed = 8;

    private List<KeyValuePair<object?, object?>>? _items;
    private Dictionary<string, int>? _index;

    public int Count => _items?.Count ?? 0;

    public IReadOnlyList<KeyValuePair<object?, object?>> Items => _items ?? (IReadOnlyList<KeyValuePair<object?, object?>>)[];

    /// <summary>Attributes of the dictionary object itself, such as <c>_metadata</c> of a state dict.</summary>
    public object? State { get; set; }

    public object? this[string key] => Find(key) is >= 0 and var at ? _items![at].Value : null;

    /// <summary>Sets an item; as in Python a repeated key keeps its place and takes the new value.</summary>
    public void Set(object? key, object? value)
    {
        _items ??= [];
        if (key is string text)
        {
            if (Find(text) is >= 0 and var at)
            {
                _items[at] = new(key, value);
                return;
            }
            _index?.Add(text, _items.Count);
        }
        _items.Add(new(key, value));
        if (_index is null && _items.Count > Indexed)
            Index();
    }

    private int Find(string key)
    {
        if (_index is not null)
            return _index.GetValueOrDefault(key, -1);
        for (var at = 0; at < Count; at++)
            if (_items![at].Key is string text && text == key)
                return at;
        return -1;
    }

    private void Index()
    {
        _index = [];
        for (var at = 0; at < _items!.Count; at++)
            if (_items[at].Key is string text)
                _index.Add(text, at);
    }
}
