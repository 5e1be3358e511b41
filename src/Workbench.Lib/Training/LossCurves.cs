using System.Globalization;
using Workbench.Display;

namespace Workbench.Training;

/// <summary>The curves of all metrics of a run in bounded memory: when a curve grows long, neighbouring points become their mean.</summary>
public sealed class LossCurves
{
    private const int MostPoints = 600;

    private readonly string _title;
    private readonly OrderedDictionary<string, Curve> _curves = new(StringComparer.Ordinal);

    /// <summary>Begins with the metrics of earlier steps.</summary>
    /// <param name="title">What is trained.</param>
    /// <param name="earlier">Steps and their metrics in order; null for none.</param>
    public LossCurves(string title, IEnumerable<(long Step, IReadOnlyDictionary<string, double> Values)>? earlier = null)
    {
        _title = title;
        foreach (var (step, values) in earlier ?? [])
            Add(step, values);
    }

    /// <summary>Names of the metrics.</summary>
    public IReadOnlyList<string> Names => [.. _curves.Keys];

    /// <summary>Adds the metrics of a step.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="values">By name.</param>
    public void Add(long step, IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (name, value) in values)
        {
            if (!_curves.TryGetValue(name, out var curve))
                _curves.Add(name, curve = new Curve());
            curve.Add(step, value);
        }
    }

    /// <summary>The points of one metric: steps and values, means where points were joined.</summary>
    public ChartSeries this[string name] => _curves[name].ToSeries(name);

    /// <summary>The curves as they are now; drawn when the figure is looked at.</summary>
    /// <remarks>Curves share one logarithmic axis when all values are positive.</remarks>
    /// <param name="interactive">A chart to hover over; false gives a picture, which can be replaced several times a second without flicker.</param>
    public Figure ToFigure(bool interactive = true)
    {
        var series = _curves.Select(item => item.Value.ToSeries(item.Key)).ToList();
        if (series.Count == 0)
            return Figures.Text("No step has been done.", _title);
        var last = series.Max(one => one.X![^1]);
        var caption = string.Create(CultureInfo.InvariantCulture, $"{series.Count} metrics, step {last:0}");
        var words = string.Join(", ", series.Select(one => $"{one.Name} {one.Y[^1].ToString("g4", CultureInfo.InvariantCulture)}"));
        var chart = new Lazy<Figure>(() => Charts.Line(series, _title, "step", "", series.All(one => one.Y.All(value => value > 0)), caption));
        return interactive
            ? Figure.Create(_title, caption, () => chart.Value.Body, () => chart.Value.Still, words, Charts.Resources)
            : Figure.Create(_title, caption, () => Html.Image(chart.Value.Still, words), () => chart.Value.Still, words);
    }

    private sealed class Curve
    {
        private readonly List<double> _steps = [];
        private readonly List<double> _values = [];
        private double _stepSum;
        private double _valueSum;
        private int _count;
        private int _stride = 1;

        public void Add(long step, double value)
        {
            (_stepSum, _valueSum, _count) = (_stepSum + step, _valueSum + value, _count + 1);
            if (_count < _stride)
                return;
            _steps.Add(_stepSum / _count);
            _values.Add(_valueSum / _count);
            (_stepSum, _valueSum, _count) = (0, 0, 0);
            if (_steps.Count < MostPoints)
                return;
            Halve(_steps);
            Halve(_values);
            _stride *= 2;
        }

        public ChartSeries ToSeries(string name) => _count == 0
            ? new ChartSeries(name, [.. _values], [.. _steps])
            : new ChartSeries(name, [.. _values, _valueSum / _count], [.. _steps, _stepSum / _count]);

        private static void Halve(List<double> points)
        {
            for (var i = 0; i < points.Count / 2; i++)
                points[i] = (points[2 * i] + points[2 * i + 1]) / 2;
            points.RemoveRange(points.Count / 2, points.Count - points.Count / 2);
        }
    }
}
