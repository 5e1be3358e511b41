using System.Diagnostics;

namespace Workbench.Benchmarks;

/// <summary>Time of one computation.</summary>
/// <param name="Cpu">Median processor time of all threads, seconds; insensitive to other processes.</param>
/// <param name="Wall">Smallest elapsed time, seconds.</param>
internal sealed record Measurement(double Cpu, double Wall)
{
    /// <summary>Runs several computations in turn, so that a busy moment of the machine hits all of them alike.</summary>
    /// <param name="rounds">Measured runs of each, after two that warm up.</param>
    /// <param name="computations">What to run; each disposes its own tensors.</param>
    public static Measurement[] Interleaved(int rounds, params Action[] computations) => Run(rounds, 2, computations);

    private static Measurement[] Run(int rounds, int warmUps, params Action[] computations)
    {
        var cpu = computations.Select(_ => new List<double>()).ToArray();
        var wall = computations.Select(_ => new List<double>()).ToArray();
        using var process = Process.GetCurrentProcess();
        for (var round = -warmUps; round < rounds; round++)
            for (var i = 0; i < computations.Length; i++)
            {
                process.Refresh();
                var (before, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
                computations[i]();
                clock.Stop();
                process.Refresh();
                if (round < 0)
                    continue;
                cpu[i].Add((process.TotalProcessorTime - before).TotalSeconds);
                wall[i].Add(clock.Elapsed.TotalSeconds);
            }
        return [.. computations.Select((_, i) => new Measurement(Median(cpu[i]), wall[i].Min()))];
    }

    /// <summary>Runs long computations once each, without warm-up.</summary>
    public static Measurement[] Once(params Action[] computations) => [.. computations.SelectMany(computation => Run(1, 0, computation))];

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
