using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Jupyter;

/// <summary>What the kernel says about itself.</summary>
internal static class KernelInfo
{
    private static readonly string Version = typeof(KernelInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = MessageWriter.ProtocolVersion,
        ["implementation"] = "workbench",
        ["implementation_version"] = Version,
        ["banner"] = $"C# notebook kernel {Version} on {RuntimeInformation.FrameworkDescription}. name? explains a name, #!lsmagic lists the commands.",
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
            ["nbconvert_exporter"] = "script",
        },
        ["help_links"] = new JsonArray(),
        ["supported_features"] = new JsonArray(),
        ["debugger"] = false,
    };
}
