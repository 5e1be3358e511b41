using System.Globalization;
using System.Net;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Formatting;

/// <summary>Shows memory reports as a table.</summary>
internal sealed class MemoryReportFormatters
{
    private readonly object[] _formatters = [new ReportFormatter("text/html", Html), new ReportFormatter("text/plain", (report, writer) => writer.Write(report))];

    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    private static void Html(MemoryReport report, TextWriter writer)
    {
        writer.Write(HtmlView.Style);
        writer.Write("<table class=\"wbv\"><thead><tr><th>held by</th><th>tensors</th><th>size</th><th>device</th></tr></thead><tbody>");
        foreach (var holder in report.Holders)
        {
            writer.Write($"<tr><td>{WebUtility.HtmlEncode(holder.Variable)}</td><td>{holder.Tensors.ToString(CultureInfo.InvariantCulture)}</td>");
            writer.Write($"<td>{MemoryReport.Size(holder.Bytes)}</td><td>{WebUtility.HtmlEncode(holder.Device)}</td></tr>");
        }
        writer.Write("<tr><td colspan=\"4\"><i>");
        if (report.LiveTensors is { } live) writer.Write(WebUtility.HtmlEncode(report.Summary(live)) + "<br>");
        writer.Write($"process {MemoryReport.Size(report.ProcessBytes)}, managed heap {MemoryReport.Size(report.ManagedBytes)}</i></td></tr></tbody></table>");
    }

    private sealed class ReportFormatter(string mimeType, Action<MemoryReport, TextWriter> write)
    {
        public string MimeType => mimeType;

        public bool Format(object value, TextWriter writer)
        {
            if (value is not MemoryReport report) return false;
            write(report, writer);
            return true;
        }
    }
}
