namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>MIME type of HTML output.</summary>
public static class HtmlFormatter
{
    /// <summary><c>text/html</c></summary>
    public const string MimeType = "text/html";
}

/// <summary>MIME type of plain text output.</summary>
public static class PlainTextFormatter
{
    /// <summary><c>text/plain</c></summary>
    public const string MimeType = "text/plain";
}

/// <summary>MIME type of JSON output.</summary>
public static class JsonFormatter
{
    /// <summary><c>application/json</c></summary>
    public const string MimeType = "application/json";
}
