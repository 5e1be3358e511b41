namespace Workbench.Notebooks.Engine;

/// <summary>One thing that a cell asks for; a cell is a sequence of them.</summary>
/// <param name="Line">One-based line of the directive, or of the first line of code.</param>
internal abstract record CellStep(int Line);

/// <summary>C# code, padded with empty lines so that its line numbers are those of the cell.</summary>
internal sealed record CodeStep(int Line, string Code) : CellStep(Line);

/// <summary><c>#r "path.dll"</c></summary>
internal sealed record AssemblyStep(int Line, string Path) : CellStep(Line);

/// <summary><c>#r "nuget: Id, version"</c>; without a version any is meant.</summary>
internal sealed record PackageStep(int Line, string Id, string? Version) : CellStep(Line);

/// <summary><c>#i "nuget: source"</c></summary>
internal sealed record SourceStep(int Line, string Source) : CellStep(Line);

/// <summary>Text that is shown as a MIME type: <c>#!html</c>, <c>#!markdown</c>.</summary>
internal sealed record TextStep(int Line, string MimeType, string Text) : CellStep(Line);

/// <summary><c>#!value</c> with the text behind it.</summary>
internal sealed record ValueStep(int Line, CommandStep Command, string Text) : CellStep(Line);

/// <summary>Any other <c>#!</c> command.</summary>
internal sealed record CommandStep(int Line, string Name, string Argument) : CellStep(Line);
