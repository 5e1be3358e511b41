namespace Workbench.Notebooks.Engine;

/// <summary>A variable of the session, as <c>#!whos</c> lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its declared type, without namespaces.</param>
/// <param name="Value">Its value as plain text.</param>
public sealed record ScriptVariableText(string Name, string Type, string Value);
