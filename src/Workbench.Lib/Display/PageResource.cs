namespace Workbench.Display;

/// <summary>Something that a page needs once however many figures use it, such as a chart library.</summary>
/// <param name="Key">Its name; equal keys are the same resource.</param>
/// <param name="Html">What is put into the page before the first figure that needs it.</param>
public sealed record PageResource(string Key, string Html);
