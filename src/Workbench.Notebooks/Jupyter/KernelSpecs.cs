using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Tells Jupyter how to start the kernel, and takes that back.</summary>
public static class KernelSpecs
{
    private const string Marker = "workbench";
    private const string FileName = "kernel.json";

    // the first is the name that C# notebooks carry; the second is ours alone, for machines where another kernel has the first
    private static readonly (string Name, string DisplayName)[] Names = [(".net-csharp", ".NET (C#)"), ("csharp-nb", "C# (Workbench)")];

    /// <summary>Writes the kernelspecs <c>.net-csharp</c> and <c>csharp-nb</c>; existing ones are replaced.</summary>
    /// <param name="command">Command line that starts the kernel; the connection file is appended.</param>
    /// <param name="dataFolder">Jupyter's data folder.</param>
    /// <returns>The folders written.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Install(IReadOnlyList<string> command, string dataFolder)
    {
        var folders = new List<string>();
        foreach (var (name, displayName) in Names)
        {
            var folder = Folder(dataFolder, name);
            Directory.CreateDirectory(folder);
            var json = new JsonObject
            {
                ["argv"] = new JsonArray([.. command.Select(word => (JsonNode)word), "--connection-file", "{connection_file}"]),
                ["display_name"] = displayName,
                ["language"] = "C#",
                ["interrupt_mode"] = "message",
                ["metadata"] = new JsonObject { [Marker] = true, ["debugger"] = false },
            };
            var text = json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
            var unfinished = Path.Combine(folder, FileName + ".tmp");
            File.WriteAllText(unfinished, text);
            File.Move(unfinished, Path.Combine(folder, FileName), overwrite: true);
            folders.Add(folder);
        }
        return folders;
    }

    /// <summary>Removes the kernelspecs that <see cref="Install"/> wrote; one of another kernel stays.</summary>
    /// <returns>The folders removed.</returns>
    /// <exception cref="IOException">A folder cannot be removed.</exception>
    public static IReadOnlyList<string> Uninstall(string dataFolder)
    {
        var ours = Names.Select(name => Folder(dataFolder, name.Name)).Where(folder => Read(folder)?["metadata"]?[Marker] is not null).ToArray();
        foreach (var folder in ours) Directory.Delete(folder, recursive: true);
        return ours;
    }

    /// <summary>The command line that the installed kernelspec starts; empty when there is none.</summary>
    public static IReadOnlyList<string> InstalledCommand(string dataFolder) =>
        Read(Folder(dataFolder, Names[0].Name))?["argv"] is JsonArray words ? [.. words.OfType<JsonValue>().Select(word => word.ToString())] : [];

    private static string Folder(string dataFolder, string name) => Path.Combine(dataFolder, "kernels", name);

    private static JsonObject? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
        }
        catch (JsonException)
        {
            return null; // not ours: what we write parses
        }
    }
}
