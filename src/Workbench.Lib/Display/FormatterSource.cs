namespace Workbench.Display;

/// <summary>Makes the formatters that a notebook finds by convention.</summary>
internal sealed class FormatterSource
{
    private readonly object[] _formatters = [new ConventionFormatter("text/html"), new ConventionFormatter("image/png"), new ConventionFormatter("text/plain")];

    /// <summary>The formatters, one a kind of output.</summary>
    public IEnumerable<object> CreateTypeFormatters() => _formatters;
}

/// <summary>Writes any value of the workbench as one kind of output; the shape of this class is what notebooks expect.</summary>
internal sealed class ConventionFormatter(string mimeType)
{
    /// <summary>The kind of output.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes a value; false hands it to the next formatter.</summary>
    public bool Format(object value, TextWriter writer)
    {
        if (value is null)
            return false;
        Notebook.Write(value, MimeType, writer);
        return true;
    }
}
