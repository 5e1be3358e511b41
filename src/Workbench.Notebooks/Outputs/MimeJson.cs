using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Outputs;

/// <summary>Bundles as notebooks store and send them: JSON types as JSON, all others as strings.</summary>
internal static class MimeJson
{
    private const int MaxDepth = 100;

    public static JsonObject ToJson(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach (var (mimeType, content) in bundle.Items) data[mimeType] = Content(mimeType, content);
        return data;
    }

    public static JsonNode? Content(string mimeType, string content)
    {
        if (!mimeType.EndsWith("json", StringComparison.Ordinal)) return content;
        try
        {
            return JsonNode.Parse(content, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return content; // a formatter that wrote something else than JSON: kept as text
        }
    }
}
