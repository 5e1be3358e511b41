using Microsoft.DotNet.Interactive;
using Workbench.Notebooks.Formatting;

namespace System;

/// <summary>Showing values as the last call of a chain.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value below the cell, in the preferred MIME types of its type or in those given.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => DisplayTarget.Current.Show(value, mimeTypes);

    /// <summary>Shows text as content of a MIME type: markup is not escaped.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => DisplayTarget.Current.ShowText(value, mimeType);

    /// <summary>Shows a sequence as a table: one row an item, one column a member. The number of rows follows <c>Formatter.ListExpansionLimit</c>.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return DisplayTarget.Current.Show(value, ["text/html"]);
    }
}
