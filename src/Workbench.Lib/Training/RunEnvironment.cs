using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>Where the sittings of a run took place: versions, system, threads.</summary>
internal static class RunEnvironment
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Version of this library.</summary>
    public static string Library { get; } =
        typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Adds a sitting to the list in a file.</summary>
    public static void Append(string path, long step, TimeProvider clock)
    {
        var sittings = Read(path);
        sittings.Add(new JsonObject
        {
            ["began"] = clock.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["fromStep"] = step,
            ["library"] = Library,
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["libtorch"] = torch.__version__,
            ["cuda"] = cuda.is_available(),
            ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
            ["processors"] = Environment.ProcessorCount,
            ["threads"] = get_num_threads(),
            ["reproducible"] = NativeRuntime.Reproducible,
        });
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, sittings, Indented));
    }

    private static JsonArray Read(string path)
    {
        try
        {
            return File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonArray sittings ? sittings : [];
        }
        catch (JsonException)
        {
            return []; // a description of the past that cannot be read must not stop the run
        }
    }
}
