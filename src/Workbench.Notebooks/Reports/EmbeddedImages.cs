using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Reports;

/// <summary>Turns image addresses of Markdown into data addresses: attachments of the cell, and picture files below a folder.</summary>
/// <param name="folder">Folder that relative addresses start from and must stay below; null to embed no files.</param>
internal sealed class EmbeddedImages(string? folder)
{
    private const long LargestFile = 20L << 20; // bytes

    public string? Find(string address, JsonObject? attachments)
    {
        if (address.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)) return address;
        if (address.StartsWith("attachment:", StringComparison.Ordinal)) return Attachment(Uri.UnescapeDataString(address[11..]), attachments);
        if (folder is null || address.Contains(':', StringComparison.Ordinal) || address.Contains('\0', StringComparison.Ordinal)) return null;
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Uri.UnescapeDataString(address), root);
        if (!path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return null;
        var file = new FileInfo(path);
        if (!file.Exists || file.LinkTarget is not null || file.Length > LargestFile) return null;
        var bytes = File.ReadAllBytes(path);
        return MimeType(bytes) is { } type ? $"data:{type};base64,{Convert.ToBase64String(bytes)}" : null;
    }

    private static string? Attachment(string name, JsonObject? attachments)
    {
        if (attachments?[name] is not JsonObject bundle) return null;
        foreach (var (type, content) in bundle)
        {
            if (type is "image/png" or "image/jpeg" or "image/gif" or "image/webp" && content is JsonValue value && value.TryGetValue<string>(out var base64)
                && base64.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '\n'))
            {
                return $"data:{type};base64,{base64.Replace("\n", string.Empty, StringComparison.Ordinal)}";
            }
        }
        return null;
    }

    // by content: the name of a file proves nothing
    private static string? MimeType(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])) return "image/png";
        if (bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return "image/jpeg";
        if (bytes.StartsWith("GIF8"u8)) return "image/gif";
        if (bytes.StartsWith("RIFF"u8) && bytes.Length > 12 && bytes[8..].StartsWith("WEBP"u8)) return "image/webp";
        return bytes.TrimStart(" \r\n\t"u8) is var text && (text.StartsWith("<svg"u8) || (text.StartsWith("<?xml"u8) && text.IndexOf("<svg"u8) >= 0)) ? "image/svg+xml" : null;
    }
}
