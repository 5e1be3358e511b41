using System.Globalization;
using Workbench.Notebooks.Formatting;

namespace Workbench.Notebooks.Documents;

/// <summary>How far outputs of two runs may be apart.</summary>
public sealed record ComparisonTolerances
{
    /// <summary>Allowed difference of two numbers relative to the expected one.</summary>
    public double Relative { get; init; } = 1e-3;

    /// <summary>Allowed difference of two numbers beside the relative one.</summary>
    public double Absolute { get; init; } = 1e-6;

    /// <summary>Smallest peak signal-to-noise ratio of two pictures that count as equal, in dB.</summary>
    public double Psnr { get; init; } = 35;
}

/// <summary>One output that is not as expected.</summary>
/// <param name="CodeCell">One-based number among the code cells.</param>
/// <param name="CellId">Id of the cell.</param>
/// <param name="Output">Which output, for example <c>stdout</c> or <c>output 2, image/png</c>.</param>
/// <param name="Reason">What is different.</param>
public sealed record OutputDifference(int CodeCell, string CellId, string Output, string Reason)
{
    /// <summary>The difference as a line for the reader.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"cell {CodeCell} ({CellId}), {Output}: {Reason}");
}

/// <summary>The result of a comparison.</summary>
/// <param name="Compared">Number of outputs that were compared; zero when the expected notebook holds none.</param>
/// <param name="Differences">All outputs that are not as expected.</param>
public sealed record ComparisonReport(int Compared, IReadOnlyList<OutputDifference> Differences);

/// <summary>Compares the outputs of a run with those that a notebook was committed with.</summary>
/// <remarks>
/// Text is compared word by word with numbers under tolerances, pictures by their peak signal-to-noise ratio; where an output has a picture or
/// a text, its HTML is not looked at. Standard error is not compared. A cell tagged <c>no-verify</c> is left out, and so are cells without expected outputs.
/// </remarks>
public static class NotebookComparison
{
    /// <summary>Cells with this tag are not compared: times, random numbers, machine names.</summary>
    public const string SkipTag = "no-verify";

    private static readonly string[] TextTypes = ["text/plain", "text/markdown", "text/latex", "text/csv", "application/json", "image/svg+xml"];

    /// <summary>Compares cell by cell; cells are matched by their ids.</summary>
    public static ComparisonReport Compare(NotebookDocument expected, NotebookDocument actual, ComparisonTolerances? tolerances = null)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        tolerances ??= new ComparisonTolerances();
        var byId = actual.Cells.Where(cell => cell.Kind == CellKind.Code).GroupBy(cell => cell.Id).ToDictionary(group => group.Key, group => group.First());
        var differences = new List<OutputDifference>();
        var (compared, number) = (0, 0);
        foreach (var cell in expected.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            number++;
            var wanted = Facets(cell);
            if (wanted.Count == 0 || cell.Tags.Contains(SkipTag)) continue;
            compared += wanted.Count;
            if (!byId.TryGetValue(cell.Id, out var ran))
            {
                differences.Add(new OutputDifference(number, cell.Id, "all outputs", "the cell did not run"));
                continue;
            }
            differences.AddRange(Compare(wanted, Facets(ran), tolerances).Select(item => new OutputDifference(number, cell.Id, item.Output, item.Reason)));
        }
        return new ComparisonReport(compared, differences);
    }

    private sealed record Facet(string Output, string? Text, byte[]? Picture, string MimeType);

    private static IEnumerable<(string Output, string Reason)> Compare(IReadOnlyList<Facet> expected, IReadOnlyList<Facet> actual, ComparisonTolerances tolerances)
    {
        for (var i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            if (i >= actual.Count) yield return (expected[i].Output, "missing");
            else if (i >= expected.Count) yield return (actual[i].Output, "not expected");
            else if (expected[i].MimeType != actual[i].MimeType) yield return (expected[i].Output, $"{expected[i].MimeType} became {actual[i].MimeType}");
            else if (Difference(expected[i], actual[i], tolerances) is { } reason) yield return (expected[i].Output, reason);
        }
    }

    private static string? Difference(Facet expected, Facet actual, ComparisonTolerances tolerances)
    {
        if (expected.Text is { } text) return TextComparison.FirstDifference(text, actual.Text!, tolerances);
        if (expected.Picture!.AsSpan().SequenceEqual(actual.Picture)) return null;
        if (expected.MimeType != "image/png") return "the bytes differ, and pictures of this kind are compared byte by byte";
        try
        {
            var (a, b) = (PngPixels.Decode(expected.Picture), PngPixels.Decode(actual.Picture));
            if ((a.Width, a.Height) != (b.Width, b.Height)) return string.Create(CultureInfo.InvariantCulture, $"{a.Width} × {a.Height} became {b.Width} × {b.Height}");
            var psnr = Psnr(a.Rgba, b.Rgba);
            return psnr >= tolerances.Psnr ? null : string.Create(CultureInfo.InvariantCulture, $"PSNR {psnr:0.0} dB, expected at least {tolerances.Psnr:0.0} dB");
        }
        catch (InvalidDataException e)
        {
            return $"the picture cannot be read: {e.Message}";
        }
    }

    // 10 log10(255² / mean squared error), over all four channels
    private static double Psnr(byte[] a, byte[] b)
    {
        long sum = 0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum == 0 ? double.PositiveInfinity : 10 * Math.Log10(255.0 * 255.0 * a.Length / sum);
    }

    private static List<Facet> Facets(NotebookCell cell)
    {
        var facets = new List<Facet>();
        var stdout = string.Concat(cell.Outputs.OfType<StreamOutput>().Where(output => output.Name == "stdout").Select(output => output.Text));
        if (stdout.Trim().Length > 0) facets.Add(new Facet("stdout", stdout, null, "text/plain"));
        var number = 0;
        foreach (var output in cell.Outputs)
        {
            number++;
            var name = $"output {number.ToString(CultureInfo.InvariantCulture)}";
            if (output is ErrorOutput error) facets.Add(new Facet(name + ", error", $"{error.Name}: {error.Message}", null, "error"));
            if (output is DisplayOutput display) facets.AddRange(Facets(display, name));
        }
        return facets;
    }

    private static IEnumerable<Facet> Facets(DisplayOutput display, string name)
    {
        foreach (var type in (string[])["image/png", "image/jpeg"])
        {
            if (display.Text(type) is not { } base64) continue;
            var bytes = new byte[base64.Length];
            yield return Convert.TryFromBase64String(base64, bytes, out var length)
                ? new Facet($"{name}, {type}", null, bytes[..length], type)
                : new Facet($"{name}, {type}", base64, null, type);
            yield break;
        }
        var mime = Array.Find(TextTypes, type => display.Text(type) is not null);
        if (mime is not null) yield return new Facet($"{name}, {mime}", display.Text(mime), null, mime);
        else if (display.Text("text/html") is { } html) yield return new Facet($"{name}, text/html", HtmlContent.PlainText(html), null, "text/html");
    }
}
