namespace Workbench.Notebooks.Engine;

/// <summary>The names by which notebooks choose the language of a cell or section.</summary>
internal static class KernelNames
{
    private static readonly string[] CSharp = ["csharp", "c#", "C#", ".net-csharp"];

    // choosers of the polyglot engine that this one cannot serve
    private static readonly Dictionary<string, string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fsharp"] = "F#", ["f#"] = "F#", [".net-fsharp"] = "F#", ["pwsh"] = "PowerShell", ["powershell"] = "PowerShell", ["js"] = "JavaScript", ["javascript"] = "JavaScript",
        ["mermaid"] = "Mermaid", ["sql"] = "SQL", ["kql"] = "KQL", ["http"] = "HTTP requests", ["httpRequest"] = "HTTP requests", ["python"] = "Python", ["pythonkernel"] = "Python",
        ["r"] = "R", ["razor"] = "Razor", ["vb"] = "Visual Basic", ["bash"] = "Bash", ["sh"] = "Shell",
    };

    /// <summary>Every name that begins a section of a script file.</summary>
    public static IEnumerable<string> Sections => [.. CSharp, .. Others.Keys, "html", "markdown", "md", "value", "raw"];

    public static bool IsCSharp(string name) => CSharp.Contains(name);

    /// <summary>The language behind a name that only another engine can run; null for any other name.</summary>
    public static string? OtherLanguage(string name) => Others.GetValueOrDefault(name);
}
