namespace Workbench.Notebooks.Engine;

/// <summary>A package that cannot be had.</summary>
internal sealed class PackageException(string message, Exception? inner = null) : Exception(message, inner);
