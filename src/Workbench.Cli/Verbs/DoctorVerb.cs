using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Spectre.Console;
using TorchSharp;
using Workbench.Generator;
using Workbench.Weights;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench doctor</c>: what this machine has, what is missing, and what to do about it.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var models = new Option<bool>("--models") { Description = "List the files of published weights: what for, how large, where from, under which licence, present or not." };
        var readme = new Option<bool>("--readme") { Description = "With --models: print the list as the text of models/README.md." };
        var command = new Command("doctor", "Report back end, device, versions, threads, memory and missing optional files.") { models, readme };
        command.SetAction(arguments => (arguments.GetValue(models), arguments.GetValue(readme)) switch
        {
            (true, false) => ModelTable.Show(),
            (true, true) => Print(ModelCatalogue.Readme()),
            (false, true) => throw new ArgumentException("--readme belongs to --models: workbench doctor --models --readme"),
            _ => Report(),
        });
        return command;
    }

    // Not through the console writer, which would wrap lines.
    private static int Print(string text)
    {
        Console.Out.Write(text);
        return 0;
    }

    private static int Report()
    {
        var findings = new List<Finding>
        {
            new("workbench", Version(typeof(PanoHead).Assembly), null),
            new(".NET", RuntimeInformation.FrameworkDescription, null),
            new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}", null),
            Backend(),
        };
        var healthy = findings[^1].Advice is null;
        if (healthy)
        {
            findings.Add(Device());
            findings.Add(new("threads", $"{torch.get_num_threads()} for libtorch, {Environment.ProcessorCount} processors", null));
        }
        findings.Add(Memory());
        findings.Add(Generator());
        findings.Add(Program("ffmpeg", "MP4 videos", "apt-get install ffmpeg"));
        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "found", "what to do");
        foreach (var finding in findings)
            table.AddRow(new Text(finding.Name), new Text(finding.State), new Text(finding.Advice ?? ""));
        AnsiConsole.Write(table);
        return healthy ? 0 : 1;
    }

    private static Finding Backend()
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            var sum = torch.ones(4).sum().item<float>();
            var cuda = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string folders && folders.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "libtorch_cuda.so")));
            return new("back end", $"libtorch {torch.__version__} ({(cuda ? "CUDA" : "CPU")}), TorchSharp {Version(typeof(torch).Assembly)}", sum == 4 ? null : "libtorch computes wrongly; restore the packages again.");
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or NotSupportedException or BadImageFormatException or FileNotFoundException)
        {
            var reason = (error.InnerException ?? error).Message.Split('\n')[0];
            return new("back end", "libtorch does not load: " + reason, "Build again with: dotnet build -c Release --no-incremental. Bare systems also need libstdc++: apt-get install libstdc++6");
        }
    }

    private static Finding Device()
    {
        if (torch.cuda.is_available())
            return new("device", $"CUDA, {torch.cuda.device_count()} device(s)", null);
        var driver = File.Exists("/proc/driver/nvidia/version");
        return new("device", "CPU", driver ? "An NVIDIA driver is present: build with the environment variable TorchBackend=cuda to use it." : null);
    }

    private static Finding Memory()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        return new("memory", string.Create(CultureInfo.InvariantCulture, $"{available:n1} GiB"), available < 4 ? "The released model needs about 2 GiB; use a lower --resolution or smaller meshes." : null);
    }

    private static Finding Generator()
    {
        var files = GeneratorFiles.All();
        if (files.Count == 0)
            return new("generator", "none found", "Run inside the checkout, or put a PanoHead checkpoint into models/; see data/README.md.");
        var released = Path.GetFileName(Path.GetDirectoryName(files[0])) == "models";
        return new("generator", Path.GetRelativePath(".", files[0]), released ? null : "For real faces put a released PanoHead checkpoint into models/; see data/README.md.");
    }

    private static Finding Program(string name, string purpose, string install)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return new(name, found ?? "not installed", found is null ? $"Optional, for {purpose}: {install}" : null);
    }

    private static string Version(Assembly assembly) => assembly.GetName().Version?.ToString(3) ?? "unknown";

    private sealed record Finding(string Name, string State, string? Advice);
}
