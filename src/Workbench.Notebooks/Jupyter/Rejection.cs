namespace Workbench.Notebooks.Jupyter;

/// <summary>Why a received message was dropped. Dropped messages are counted and never answered.</summary>
public enum Rejection
{
    /// <summary>The frame that separates routing from content is missing.</summary>
    NoDelimiter,

    /// <summary>There are too few or too many frames.</summary>
    WrongFrameCount,

    /// <summary>The message is larger than 64 MiB.</summary>
    TooLarge,

    /// <summary>The signature is wrong.</summary>
    BadSignature,

    /// <summary>The message came before.</summary>
    Replayed,

    /// <summary>A signed frame is not the JSON it must be, or is nested too deep.</summary>
    Malformed,

    /// <summary>The type is none that a kernel receives on that channel.</summary>
    UnknownType,
}
