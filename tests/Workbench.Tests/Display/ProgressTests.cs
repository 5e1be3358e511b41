using Workbench.Display;
using Workbench.Ops;

namespace Workbench.Tests.Display;

public class ProgressTests
{
    [Fact]
    public void The_meter_tells_rate_and_remaining_time()
    {
        var clock = new HandClock();
        var meter = new ProgressMeter(clock);
        Assert.Null(meter.Remaining);
        clock.Advance(2);
        meter.Note(10, 100);
        Assert.Equal(5, meter.Rate, 1e-9);
        Assert.Equal(18, meter.Remaining!.Value.TotalSeconds, 1e-6);
        Assert.Equal("fitting · 10/100 (10%) · 5 steps/s · 18 s left", meter.Line(new StepReport(10, 100, "fitting")));
    }

    [Fact]
    public void The_rate_forgets_a_slow_beginning()
    {
        var clock = new HandClock();
        var meter = new ProgressMeter(clock);
        clock.Advance(100);
        meter.Note(1, 1000);
        for (var i = 0; i < 60; i++)
        {
            clock.Advance(0.5);
            meter.Note(2 + i, 1000);
        }
        Assert.InRange(meter.Rate, 1.9, 2.1);
    }

    [Fact]
    public void Short_work_shows_nothing()
    {
        var clock = new HandClock();
        var writer = new StringWriter();
        using (var progress = new TextProgress(writer, terminal: true, clock))
            for (var i = 1; i <= 10; i++)
            {
                clock.Advance(0.19);
                progress.Report(new StepReport(i, 10));
            }
        Assert.Equal("", writer.ToString());
    }

    [Fact]
    public void A_terminal_sees_one_line_at_most_four_times_a_second()
    {
        var clock = new HandClock();
        var writer = new StringWriter();
        using (var progress = new TextProgress(writer, terminal: true, clock))
            for (var i = 1; i <= 400; i++)
            {
                clock.Advance(0.01);
                progress.Report(new StepReport(i, 400, "rendering"));
            }
        var updates = writer.ToString().Split('\r');
        Assert.InRange(updates.Length, 8, 11); // two silent seconds, then two seconds of updates and the last one
        Assert.EndsWith(Environment.NewLine, writer.ToString());
        Assert.Contains("400/400 (100%)", updates[^1]);
    }

    [Fact]
    public void Logs_get_a_line_now_and_then()
    {
        var clock = new HandClock();
        var writer = new StringWriter();
        using (var progress = new TextProgress(writer, terminal: false, clock))
            for (var i = 1; i <= 60; i++)
            {
                clock.Advance(1);
                progress.Report(new StepReport(i, 60));
            }
        Assert.DoesNotContain('\r', writer.ToString().ReplaceLineEndings("\n"));
        Assert.InRange(writer.ToString().Split(Environment.NewLine).Length, 6, 9);
    }

    [Fact]
    public void A_notebook_shows_one_output_and_replaces_it()
    {
        var clock = new HandClock();
        var context = new Context();
        using (var progress = new NotebookProgress("Inversion", context, null, clock))
        {
            for (var i = 1; i <= 50; i++)
            {
                clock.Advance(0.1);
                progress.Report(new FigureReport(i, 50, "W+", Figures.Image(Samples.Gradient(100, 100)), new Dictionary<string, double> { ["loss"] = 0.25 }));
            }
        }
        Assert.Equal(1, context.Shown);
        Assert.InRange(context.Output!.Values.Count, 8, 16);
        var last = Assert.IsType<Figure>(context.Output.Values[^1]);
        Assert.Contains("Inversion: W+ · 50/50 (100%) · loss 0.25", last.Title);
        Assert.Contains("<img ", last.Html);
    }

    [Fact]
    public void Without_a_notebook_progress_is_plain_lines()
    {
        var clock = new HandClock();
        var writer = new StringWriter();
        using (var progress = new NotebookProgress("Work", null, writer, clock))
        {
            clock.Advance(3);
            progress.Report(new StepReport(1, 2));
        }
        Assert.StartsWith("Work: 1/2 (50%)", writer.ToString());
    }

    public sealed class Context
    {
        public int Shown { get; private set; }

        public Displayed? Output { get; private set; }

        public Displayed Display(object value, params string[] mimeTypes)
        {
            Shown++;
            return Output = new Displayed { Values = { value } };
        }
    }

    public sealed class Displayed
    {
        public List<object> Values { get; } = [];

        public void Update(object value) => Values.Add(value);
    }

    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(double seconds) => _ticks += (long)(seconds * TimeSpan.TicksPerSecond);
    }
}
