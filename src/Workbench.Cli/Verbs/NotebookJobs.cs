using System.Diagnostics;
using Spectre.Console;

namespace Workbench.Cli.Verbs;

/// <summary>Runs several notebooks at once, each in a process of its own: they share no variables, loaded libraries or current folder.</summary>
internal static class NotebookJobs
{
    /// <summary>Runs <c>workbench run</c> once for each file.</summary>
    /// <param name="files">The notebooks.</param>
    /// <param name="options">Options passed on to each run.</param>
    /// <param name="jobs">Largest number of processes at a time.</param>
    /// <param name="cancellation">Ends the processes.</param>
    /// <returns>The largest exit code.</returns>
    public static async Task<int> Run(IReadOnlyList<string> files, IReadOnlyList<string> options, int jobs, CancellationToken cancellation)
    {
        using var turns = new SemaphoreSlim(jobs);
        var codes = await Task.WhenAll(files.Select(async file =>
        {
            await turns.WaitAsync(cancellation);
            try
            {
                return await RunOne(file, options, Math.Max(1, Environment.ProcessorCount / jobs), cancellation);
            }
            finally
            {
                turns.Release();
            }
        }));
        return codes.Max();
    }

    private static async Task<int> RunOne(string file, IReadOnlyList<string> options, int threads, CancellationToken cancellation)
    {
        var program = typeof(NotebookJobs).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet", [program, "run", file, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.TryAdd("OMP_NUM_THREADS", threads.ToString(System.Globalization.CultureInfo.InvariantCulture)); // the processors are shared
        using var process = Process.Start(start) ?? throw new IOException("the process of a notebook did not start.");
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        // as a whole, so that the lines of two notebooks do not mix
        AnsiConsole.Write(new Text(await output + await error));
        return process.ExitCode;
    }
}
