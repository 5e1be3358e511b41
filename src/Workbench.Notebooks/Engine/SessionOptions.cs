using System.Reflection;

namespace Workbench.Notebooks.Engine;

/// <summary>What a session starts with.</summary>
public sealed record SessionOptions
{
    /// <summary>Folder that relative paths of <c>#r</c> and <c>#load</c> start from; the current folder unless set.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Assemblies that cells can use without <c>#r</c>.</summary>
    public IReadOnlyList<Assembly> References { get; init; } = [];

    /// <summary>Namespaces and static classes imported beside the default ones. Notebooks that rely on them do not compile elsewhere.</summary>
    public IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>Package ids that stand for another package of the host: a meta package to the package with the assembly.</summary>
    public IReadOnlyDictionary<string, string> PackageAliases { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["TorchSharp-cpu"] = "TorchSharp",
        ["TorchSharp-cuda-linux"] = "TorchSharp",
        ["TorchSharp-cuda-windows"] = "TorchSharp",
        ["Plotly.NET.Interactive"] = "Plotly.NET",
    };

    /// <summary>Compile cells with optimisation; line numbers in stack traces become approximate.</summary>
    public bool Optimize { get; init; }

    /// <summary>Hooks around each cell; releases unreachable tensors unless replaced.</summary>
    public IReadOnlyList<ICellScope> Scopes { get; init; } = [new TensorCellScope()];

    /// <summary>How long an interrupted cell may take to end before its thread is given up and the session with it.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(10);
}
