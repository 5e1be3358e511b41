using Workbench.Notebooks.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>A value that is on display and can be replaced where it stands.</summary>
public sealed class DisplayedValue
{
    private readonly DisplayTarget _target;
    private readonly string[] _mimeTypes;

    internal DisplayedValue(DisplayTarget target, string displayId, string[] mimeTypes)
    {
        _target = target;
        DisplayId = displayId;
        _mimeTypes = mimeTypes;
    }

    /// <summary>The id under which the output was announced.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in place of the current one. May be called from any thread and from later cells.</summary>
    public void Update(object? updatedValue) => _target.Update(updatedValue, DisplayId, _mimeTypes);
}
