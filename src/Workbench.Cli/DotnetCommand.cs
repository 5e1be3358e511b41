using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Workbench.Cli;

/// <summary>The <c>dotnet</c> command of the installation that runs this process.</summary>
internal static class DotnetCommand
{
    /// <summary>Its full path.</summary>
    public static string Path
    {
        get
        {
            var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
            if (Environment.ProcessPath is { } own && System.IO.Path.GetFileName(own) == name) return own;
            // <root>/shared/Microsoft.NETCore.App/<version>/
            var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
            return File.Exists(beside) ? beside : name;
        }
    }

    /// <summary>Runs it without showing its output.</summary>
    /// <returns>The exit code, and the lines that name errors or, without any, the last lines.</returns>
    public static async Task<(int ExitCode, string Trouble)> Run(string folder, CancellationToken cancellation, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        var lines = (await output + await error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var errors = lines.Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)).Distinct().ToArray();
        return (process.ExitCode, string.Join('\n', errors.Length > 0 ? errors.Take(10) : lines.TakeLast(10)));
    }
}
