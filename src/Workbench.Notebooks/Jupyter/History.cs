using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workbench.Notebooks.Jupyter;

/// <summary>The cells that this kernel has run, with their values as text. Safe for several threads.</summary>
internal sealed class History
{
    private const int Session = 1;
    private const int MaxOutput = 10_000; // characters of one value
    private const int MaxRows = 10_000;

    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<Row> _rows = [];

    private sealed record Row(int Line, string Input)
    {
        public string? Output { get; set; }
    }

    public void Add(int line, string input)
    {
        lock (_lock)
        {
            _rows.Add(new Row(line, input));
            if (_rows.Count > MaxRows) _rows.RemoveRange(0, MaxRows / 10);
        }
    }

    public void SetOutput(int line, string? output)
    {
        lock (_lock)
        {
            if (_rows.FindLast(row => row.Line == line) is { } row) row.Output = output?.Length > MaxOutput ? output[..MaxOutput] : output;
        }
    }

    /// <summary>Answers a history request: rows of session, line and input, or session, line and input with output.</summary>
    public JsonArray Find(JupyterMessage request)
    {
        var withOutput = request.Flag("output", missing: false);
        Row[] rows;
        lock (_lock) rows = [.. _rows];
        IEnumerable<Row> found = request.Text("hist_access_type", "tail") switch
        {
            "range" => Range(rows, request),
            "search" => Search(rows, request),
            _ => rows.TakeLast(Math.Max(0, request.Number("n") ?? rows.Length)),
        };
        return new JsonArray([.. found.Select(row => (JsonNode)new JsonArray(Session, row.Line, withOutput ? new JsonArray(row.Input, row.Output) : row.Input))]);
    }

    // session 0 is the current one, negative ones are earlier lives, of which nothing is kept
    private static IEnumerable<Row> Range(Row[] rows, JupyterMessage request)
    {
        if ((request.Number("session") ?? 0) is not (0 or Session)) return [];
        var (start, stop) = (request.Number("start") ?? 0, request.Number("stop") ?? int.MaxValue);
        return rows.Where(row => row.Line >= start && row.Line < stop);
    }

    private static IEnumerable<Row> Search(Row[] rows, JupyterMessage request)
    {
        var pattern = "^" + Regex.Escape(request.Text("pattern", "*")).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$";
        var glob = new Regex(pattern, RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, SearchLimit);
        var found = rows.Where(row => glob.IsMatch(row.Input));
        if (request.Flag("unique", missing: false)) found = found.Reverse().DistinctBy(row => row.Input).Reverse();
        return request.Number("n") is { } count ? found.TakeLast(Math.Max(0, count)) : found;
    }
}
