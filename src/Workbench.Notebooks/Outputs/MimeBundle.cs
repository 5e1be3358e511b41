namespace Workbench.Notebooks.Outputs;

/// <summary>One value in several representations: MIME type to text, binary types as base64 without line breaks.</summary>
/// <remarks>Types ending in <c>json</c> carry JSON text. The order of insertion is kept.</remarks>
public sealed class MimeBundle
{
    private readonly List<KeyValuePair<string, string>> _items = [];

    /// <summary>Creates an empty bundle.</summary>
    public MimeBundle()
    {
    }

    /// <summary>Creates a bundle with one representation.</summary>
    public MimeBundle(string mimeType, string content) => Set(mimeType, content);

    /// <summary>The representations in order of insertion.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Items => _items;

    /// <summary>Scripts and styles that <c>text/html</c> needs once per document: key to HTML. Empty for most values.</summary>
    public IReadOnlyDictionary<string, string> Resources { get; set; } = new Dictionary<string, string>();

    /// <summary>The text for a MIME type, or null when there is none.</summary>
    public string? this[string mimeType] => _items.Find(item => item.Key == mimeType).Value;

    /// <summary>Sets or replaces one representation.</summary>
    public void Set(string mimeType, string content)
    {
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        ArgumentNullException.ThrowIfNull(content);
        var item = KeyValuePair.Create(mimeType, content);
        var index = _items.FindIndex(existing => existing.Key == mimeType);
        if (index >= 0) _items[index] = item;
        else _items.Add(item);
    }

    /// <summary>Total number of characters of all representations, resources included.</summary>
    public long Length => _items.Sum(item => (long)item.Value.Length) + Resources.Sum(item => (long)item.Value.Length);
}
