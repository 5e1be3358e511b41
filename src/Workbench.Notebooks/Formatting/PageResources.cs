namespace Workbench.Notebooks.Formatting;

/// <summary>Lets a formatter ask for a script or style that a document needs once, such as a chart library.</summary>
/// <remarks>Libraries without a reference to this assembly find the type by its name and call it by reflection.</remarks>
public static class PageResources
{
    /// <summary>Asks that the page hold a resource before the HTML that is being formatted.</summary>
    /// <param name="key">Its name; equal keys are the same resource.</param>
    /// <param name="html">What is put into the page, once per document.</param>
    /// <returns>False outside of an output: the caller then has to write the resource itself.</returns>
    public static bool Require(string key, string html)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(html);
        return FormatScope.Note(key, html);
    }
}
