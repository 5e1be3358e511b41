using Spectre.Console;
using Workbench.Ops;

namespace Workbench.Cli;

/// <summary>One updating line with rate and remaining time while work runs.</summary>
internal static class TerminalProgress
{
    /// <summary>Runs work that reports its steps.</summary>
    public static T Run<T>(string name, Func<IProgress<StepReport>, T> work) => AnsiConsole.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            var task = context.AddTask(Markup.Escape(name), maxValue: 1);
            var result = work(new Steps(task));
            task.Value = task.MaxValue;
            return result;
        });

    /// <summary>Runs work that reports the finished share.</summary>
    public static T RunShare<T>(string name, Func<IProgress<double>, T> work) => Run(name, steps => work(new Share(steps)));

    private sealed class Steps(ProgressTask task) : IProgress<StepReport>
    {
        public void Report(StepReport value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Step;
        }
    }

    private sealed class Share(IProgress<StepReport> steps) : IProgress<double>
    {
        public void Report(double value) => steps.Report(new StepReport((long)(value * 1000), 1000));
    }
}
