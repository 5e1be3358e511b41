using System.Diagnostics;
using System.Globalization;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Notices that the process which started the kernel is gone: nobody would ever stop the kernel then.</summary>
internal static class ParentWatch
{
    private const string Variable = "JPY_PARENT_PID";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Ends when the parent named in the environment is gone; never when none is named.</summary>
    public static async Task EndOfParentAsync(CancellationToken token)
    {
        // on Windows the variable holds a handle, and jobs end children there
        var isNamed = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var parent) && !OperatingSystem.IsWindows();
        if (!isNamed)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(false);
        }
        using var timer = new PeriodicTimer(Interval);
        while (IsAlive(parent)) await timer.WaitForNextTickAsync(token).ConfigureAwait(false);
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && !IsZombie(id);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // a process that has ended but was not waited for still has an id
    private static bool IsZombie(int id)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat");
        if (!File.Exists(path)) return false;
        try
        {
            var stat = File.ReadAllText(path);
            var state = stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart();
            return state is ['Z' or 'X', ..];
        }
        catch (IOException)
        {
            return true; // it ended between the two looks
        }
    }
}
