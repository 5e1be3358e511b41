using System.Diagnostics;
using System.Globalization;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Training;

/// <summary>A process of its own that trains or saves, to be killed.</summary>
internal sealed class ProbeProcess : IDisposable
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private readonly Process _process;

    public ProbeProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(FixtureFiles.Repository, "tests", "Workbench.Probe", "bin", Configuration, "net10.0", "Workbench.Probe.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["WORKBENCH_REPRODUCIBLE"] = "on";
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Errors += line.Data + "\n";
        _process.BeginErrorReadLine();
    }

    public string Errors { get; private set; } = "";

    /// <summary>The next line of output; null at its end.</summary>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>Reads until a line begins with some words.</summary>
    public void WaitFor(string words)
    {
        while (ReadLine() is { } line)
            if (line.StartsWith(words, StringComparison.Ordinal))
                return;
        throw new InvalidOperationException($"The process ended without saying '{words}': {Errors}");
    }

    /// <summary>The last complete line that is still in the pipe once the process is gone.</summary>
    public string? LastLine()
    {
        string? last = null;
        while (ReadLine() is { } line)
            last = line;
        _process.WaitForExit();
        return last;
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end.</summary>
    public (int Code, string Output) Finish()
    {
        var output = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        return (_process.ExitCode, output);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
