using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Workbench.Notebooks.Engine;

/// <summary>Restores packages with the SDK into a folder named by what was asked for, and reads the list of files from there the next time.</summary>
internal static class PackageRestore
{
    private const string Framework = "net10.0";

    private static string CacheRoot => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "workbench-notebooks", "packages");

    /// <exception cref="PackageException">The SDK is missing, or it cannot restore; the message holds its error lines.</exception>
    public static async Task<PackageFiles> RestoreAsync(IReadOnlyDictionary<string, string> packages, IReadOnlyList<string> sources, CancellationToken token)
    {
        var rid = PortableRid();
        var project = ProjectText(packages, sources, rid);
        var folder = Path.Combine(CacheRoot, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..24]);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        if (PackageFiles.TryRead(assets, rid) is { } cached) return cached;
        Directory.CreateDirectory(folder);
        // empty build files keep settings of folders above from reaching in
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), "<Project />", token).ConfigureAwait(false);
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "packages.csproj"), project, token).ConfigureAwait(false);
        await RunAsync(folder, string.Join(", ", packages.Keys), token).ConfigureAwait(false);
        return PackageFiles.TryRead(assets, rid) ?? throw new PackageException($"the restore left no readable list of files in {assets}.");
    }

    private static async Task RunAsync(string folder, string names, CancellationToken token)
    {
        var start = new ProcessStartInfo(DotnetPath(), ["restore", "packages.csproj", "--nologo", "-v:quiet"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment.Remove("MSBuildSDKsPath");
        using var process = StartProcess(start);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        if (process.ExitCode == 0) return;
        var lines = (await output.ConfigureAwait(false) + await errors.ConfigureAwait(false)).Split('\n')
            .Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[Math.Max(0, line.IndexOf("error", StringComparison.OrdinalIgnoreCase))..].Trim())
            .Distinct()
            .Take(5);
        throw new PackageException($"cannot restore {names}: {string.Join(" | ", lines)}");
    }

    private static Process StartProcess(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new PackageException("the .NET SDK did not start.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new PackageException("#r \"nuget:\" needs the .NET SDK (the command `dotnet`) for packages that the host does not bring along.", e);
        }
    }

    private static string DotnetPath()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host) return host;
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }

    private static string PortableRid()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    private static string ProjectText(IReadOnlyDictionary<string, string> packages, IReadOnlyList<string> sources, string rid) =>
        new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup",
                new XElement("TargetFramework", Framework),
                new XElement("RuntimeIdentifier", rid),
                new XElement("SelfContained", "false"),
                new XElement("UseAppHost", "false"),
                new XElement("NuGetAudit", "false"),
                new XElement("RestoreIgnoreFailedSources", "true"), // a source out of reach matters only if no other has the package
                sources.Count > 0 ? new XElement("RestoreAdditionalProjectSources", string.Join(';', sources)) : null),
            new XElement("ItemGroup", packages.Select(package =>
                new XElement("PackageReference", new XAttribute("Include", package.Key), new XAttribute("Version", package.Value))))).ToString();
}
