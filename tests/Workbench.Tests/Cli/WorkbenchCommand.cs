using System.Diagnostics;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Cli;

/// <summary>The command as a person runs it: a process of its own, in the checkout.</summary>
internal static class WorkbenchCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static async Task<(int ExitCode, string Output)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return await Finish(process, "");
    }

    /// <summary>Presses Ctrl+C as soon as the output holds some words.</summary>
    public static async Task<(int ExitCode, string Output)> Interrupt(string words, params string[] arguments)
    {
        using var process = Start(arguments);
        using var limit = new CancellationTokenSource(Limit);
        var seen = "";
        while (!seen.Contains(words, StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            seen += line + " ";
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await Finish(process, seen);
    }

    private static Process Start(string[] arguments)
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
        return Process.Start(start)!;
    }

    private static async Task<(int ExitCode, string Output)> Finish(Process process, string seen)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The command did not end within {Limit.TotalMinutes} minutes. It said: {seen}{await output} {await error}");
        }
        // Lines are wrapped at the width of the terminal; a test looks for words.
        return (process.ExitCode, string.Join(' ', (seen + await output + " " + await error).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
