namespace Workbench.Ops;

/// <summary>A configuration that cannot be read: which name or value is wrong and what is meant instead.</summary>
public sealed class ConfigFormatException : FormatException
{
    /// <summary>Describes the problem.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">The cause, if another exception is.</param>
    public ConfigFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
