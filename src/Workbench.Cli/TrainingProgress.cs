using Workbench.Display;
using Workbench.Ops;
using Workbench.Training;

namespace Workbench.Cli;

/// <summary>One line of a training: the first metric as a curve, the last values, steps, rate and time.</summary>
internal sealed class TrainingProgress : IProgress<StepReport>, IDisposable
{
    private const int MostMetrics = 3;

    private readonly TextProgress _line = new();
    private readonly LossCurves _curves = new("");

    public void Report(StepReport value)
    {
        if (value is not FigureReport { Metrics: { Count: > 0 } metrics } report)
        {
            _line.Report(value);
            return;
        }
        _curves.Add(value.Step, metrics);
        _line.Report(report with { Message = Sparkline.Draw(_curves[metrics.First().Key].Y), Metrics = metrics.Take(MostMetrics).ToDictionary() });
    }

    public void Dispose() => _line.Dispose();
}
