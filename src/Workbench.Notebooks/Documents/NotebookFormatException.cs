namespace Workbench.Notebooks.Documents;

/// <summary>A file is not a notebook that can be read.</summary>
public sealed class NotebookFormatException : Exception
{
    internal NotebookFormatException(string source, string location, string reason, Exception? inner = null)
        : base($"{source}: {(location.Length > 0 ? location + ": " : string.Empty)}{reason}", inner)
    {
        File = source;
        Location = location;
        Reason = reason;
    }

    /// <summary>The file, or a name for text that came from elsewhere.</summary>
    public string File { get; }

    /// <summary>Where in it: a JSON path such as <c>$.cells[3].source</c>, or line and byte. Empty for the file as a whole.</summary>
    public string Location { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }
}
