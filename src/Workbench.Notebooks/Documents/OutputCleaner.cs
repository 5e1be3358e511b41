using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workbench.Notebooks.Documents;

/// <summary>Brings outputs into a form that does not change from run to run for no reason, and that is not larger than it must be.</summary>
internal sealed partial class OutputCleaner(CleanOptions options)
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);

    public NotebookOutput Clean(NotebookOutput output) => output switch
    {
        StreamOutput stream => new StreamOutput { Name = stream.Name, Text = Limited(Text(stream.Text), "text") },
        ErrorOutput error => new ErrorOutput { Name = error.Name, Message = Text(error.Message), Traceback = [.. error.Traceback.Select(Text)] },
        DisplayOutput display => Clean(display),
        _ => output.Clone(),
    };

    private DisplayOutput Clean(DisplayOutput display)
    {
        var data = new JsonObject();
        var dropped = new List<string>();
        foreach (var (mimeType, content) in display.Data)
        {
            var cleaned = content is JsonValue value && value.TryGetValue<string>(out var text) ? JsonValue.Create(Content(mimeType, text)) : content?.DeepClone();
            var length = cleaned is JsonValue kept && kept.TryGetValue<string>(out var stored) ? stored.Length : cleaned?.ToJsonString().Length ?? 0;
            if (length <= options.MaxBytes) data[mimeType] = cleaned;
            else dropped.Add(string.Create(CultureInfo.InvariantCulture, $"[{mimeType} of {length} characters left out]"));
        }
        if (dropped.Count > 0 && data.Count == 0) data["text/plain"] = string.Join('\n', dropped);
        return new DisplayOutput { IsResult = display.IsResult, Data = data, Metadata = (JsonObject)display.Metadata.DeepClone() };
    }

    private string Content(string mimeType, string text)
    {
        if (mimeType == "image/png") return Repacked(text);
        return mimeType.StartsWith("image/", StringComparison.Ordinal) && mimeType != "image/svg+xml" ? text.ReplaceLineEndings(string.Empty) : Text(text);
    }

    private static string Repacked(string base64)
    {
        try
        {
            return Convert.ToBase64String(PngPixels.Repack(Convert.FromBase64String(base64.ReplaceLineEndings(string.Empty))));
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return base64; // no picture: what it is stays for the reader to see
        }
    }

    // the same id gets the same number all over the document, so that a script still finds its element
    private string Text(string text) => Ids().Replace(Escapes().Replace(text, string.Empty), match =>
    {
        if (!_ids.TryGetValue(match.Value, out var id)) _ids[match.Value] = id = $"00000000-0000-0000-0000-{(_ids.Count + 1).ToString("d12", CultureInfo.InvariantCulture)}";
        return id;
    });

    private string Limited(string text, string what) => text.Length <= options.MaxBytes
        ? text
        : text[..options.MaxBytes] + string.Create(CultureInfo.InvariantCulture, $"\n[{what} of {text.Length} characters cut]\n");

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex Ids();
}
