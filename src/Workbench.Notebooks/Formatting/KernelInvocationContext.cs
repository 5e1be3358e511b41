using Workbench.Notebooks.Engine;
using Workbench.Notebooks.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>The cell that is running.</summary>
public sealed class KernelInvocationContext
{
    private readonly CellContext _cell;

    private KernelInvocationContext(CellContext cell) => _cell = cell;

    /// <summary>The running cell; null outside of any cell.</summary>
    public static KernelInvocationContext? Current => CellContext.Current is { } cell ? new KernelInvocationContext(cell) : null;

    /// <summary>Is cancelled when the user interrupts the cell. A cell that has asked for it gets a few seconds to end by itself.</summary>
    public CancellationToken CancellationToken => _cell.ReadToken();

    /// <summary>Shows a value below the cell; the result can be updated.</summary>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => new DisplayTarget(_cell).Show(value, mimeTypes);

    /// <summary>Shows text of one MIME type below the cell.</summary>
    public DisplayedValue DisplayAs(string value, string mimeType) => new DisplayTarget(_cell).ShowText(value, mimeType);
}
