namespace Workbench.Notebooks.Outputs;

/// <summary>Where the outputs of one cell go. Calls may come from several threads, and also after the cell has ended.</summary>
public interface IOutputSink
{
    /// <summary>Text written to a console stream.</summary>
    void Write(StreamKind stream, string text);

    /// <summary>A value shown by <c>display</c>. A display id lets later calls of <see cref="Update"/> replace it.</summary>
    void Display(MimeBundle bundle, string? displayId);

    /// <summary>Replaces every output that was shown with this display id, in whichever cell it stands.</summary>
    void Update(MimeBundle bundle, string displayId);

    /// <summary>The value of the cell's trailing expression.</summary>
    void Result(MimeBundle bundle);

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">Remove it only when the next output comes, so that nothing flickers.</param>
    void Clear(bool wait);
}

/// <summary>The two console streams.</summary>
public enum StreamKind
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}
