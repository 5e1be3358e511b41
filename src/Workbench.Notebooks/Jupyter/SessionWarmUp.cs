using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Runs cells of common shape before the first real one, so that the compiler is loaded when it comes.</summary>
internal static class SessionWarmUp
{
    private static readonly string[] Cells =
    [
        "var warm = new List<int> { 1, 2, 3 };\nint Twice(int x) => x * 2;\nConsole.WriteLine($\"{warm.Select(Twice).Sum()}\");",
        "warm.Count",
    ];

    public static async Task RunAsync(ScriptSession session)
    {
        foreach (var cell in Cells) await session.RunAsync(cell, "warm-up", new ValueSink()).ConfigureAwait(false);
        session.Reset();
    }
}
