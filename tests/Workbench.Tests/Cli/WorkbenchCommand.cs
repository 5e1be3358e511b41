using System.Diagnostics;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Cli;

/// <summary>The command as a person runs it: a process of its own, in the checkout.</summary>
internal static class WorkbenchCommand
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static async Task<(int ExitCode, string Output)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = FixtureFiles.Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(FixtureFiles.Repository, "src", "Workbench.Cli", "bin", Configuration, "net10.0", "workbench.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        // Lines are wrapped at the width of the terminal; a test looks for words.
        return (process.ExitCode, string.Join(' ', (await output + " " + await error).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
