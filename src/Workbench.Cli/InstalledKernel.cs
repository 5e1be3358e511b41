using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Spectre.Console;
using Workbench.Generator;
using Workbench.Notebooks.Jupyter;

namespace Workbench.Cli;

/// <summary>The kernel as Jupyter starts it: published once from the sources of this checkout, compiled ahead of time.</summary>
/// <remarks>Each state of the sources has its own folder below Jupyter's data folder, so that running kernels keep the files they were started from.</remarks>
internal static class InstalledKernel
{
    private const string FolderName = "workbench-kernel";
    private const string Unfinished = ".tmp"; // another installation may be writing it
    private const string Assembly = "workbench-kernel.dll";

    /// <summary>Publishes the kernel unless this state of the sources is there already, and points the kernelspecs to it.</summary>
    /// <exception cref="InvalidOperationException">This is no checkout, or the kernel cannot be built.</exception>
    public static async Task Install(string dataFolder, CancellationToken cancellation)
    {
        var repository = GeneratorFiles.Repository()
            ?? throw new InvalidOperationException("This is no checkout: run inside the folder of Workbench.sln, from whose sources the kernel is built.");
        var before = Path.GetDirectoryName(KernelSpecs.InstalledCommand(dataFolder).FirstOrDefault(word => word.EndsWith(Assembly, StringComparison.Ordinal)));
        var folder = Path.Combine(dataFolder, FolderName, Fingerprint(repository));
        if (!File.Exists(Path.Combine(folder, Assembly)))
            await Publish(repository, folder, cancellation);
        foreach (var spec in KernelSpecs.Install([DotnetCommand.Path, Path.Combine(folder, Assembly)], dataFolder))
            AnsiConsole.MarkupLineInterpolated($"  kernelspec  {spec}");
        // The kernel before this one may still run.
        foreach (var old in Directory.EnumerateDirectories(Path.Combine(dataFolder, FolderName)).Where(old => old != folder && old != before && !old.EndsWith(Unfinished, StringComparison.Ordinal)))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Removes the kernelspecs and all published kernels.</summary>
    public static void Uninstall(string dataFolder)
    {
        foreach (var spec in KernelSpecs.Uninstall(dataFolder))
            AnsiConsole.MarkupLineInterpolated($"  removed  {spec}");
        var kernels = Path.Combine(dataFolder, FolderName);
        if (Directory.Exists(kernels))
            Directory.Delete(kernels, recursive: true);
    }

    private static async Task Publish(string repository, string folder, CancellationToken cancellation)
    {
        var unfinished = $"{folder}.{Guid.NewGuid():N}{Unfinished}";
        AnsiConsole.MarkupLine("  building the kernel; about a minute, once for each state of the sources");
        try
        {
            var (code, trouble) = await Publish(repository, unfinished, ready: true, cancellation);
            if (code != 0)
            {
                AnsiConsole.MarkupLineInterpolated($"[yellow]  cannot compile ahead of time here, the kernel will start slower: {trouble.Split('\n')[0]}[/]");
                (code, trouble) = await Publish(repository, unfinished, ready: false, cancellation);
            }
            if (code != 0)
                throw new InvalidOperationException("The kernel cannot be built: " + trouble);
            Directory.Move(unfinished, folder);
        }
        finally
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
        }
    }

    private static Task<(int ExitCode, string Trouble)> Publish(string repository, string folder, bool ready, CancellationToken cancellation) =>
        DotnetCommand.Run(repository, cancellation,
            "publish", Path.Combine("src", "Workbench.Kernel"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder, "-v", "quiet", "-nologo",
            "--artifacts-path", Path.Combine(repository, "artifacts", "kernel"), $"-p:PublishReadyToRun={(ready ? "true" : "false")}");

    private static string Fingerprint(string repository)
    {
        string[] projects = ["Workbench.Notebooks", "Workbench.Kernel"];
        var files = projects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(repository, "src", project), "*", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Concat(Directory.EnumerateFiles(repository, "Directory.*"))
            .Order(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(RuntimeInformation.FrameworkDescription));
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(repository, file)));
            hash.AppendData(File.ReadAllBytes(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
