namespace Workbench.Weights;

/// <summary>A file of published weights that Workbench can use and does not ship.</summary>
/// <param name="FileName">Name under which its authors publish it; it belongs into <c>models/</c>.</param>
/// <param name="Networks">What it holds: one of these; empty for generators, which have a reader of their own.</param>
/// <param name="Purpose">What it is needed for.</param>
/// <param name="Megabytes">Expected size, 10⁶ bytes; about.</param>
/// <param name="Source">Where its authors publish it.</param>
/// <param name="Licence">Under which terms, as far as its authors say.</param>
public sealed record ModelFile(string FileName, IReadOnlyList<KnownNetwork> Networks, string Purpose, double Megabytes, string Source, string Licence);
