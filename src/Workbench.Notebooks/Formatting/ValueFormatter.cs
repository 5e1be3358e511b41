using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Html;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Formatting;

/// <summary>Turns values into text of a MIME type, and into bundles that always hold <c>text/plain</c>.</summary>
internal static class ValueFormatter
{
    private const string Html = "text/html";
    private const string Plain = "text/plain";

    private static readonly JsonSerializerOptions Json = new()
    {
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        Encoder = JavaScriptEncoder.Default,
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>All representations of a value: the MIME types asked for, or the preferred ones of its type.</summary>
    public static MimeBundle ToBundle(object? value, params string[] mimeTypes)
    {
        var bundle = new MimeBundle();
        if (value is null)
        {
            bundle.Set(Plain, "<null>");
            return bundle;
        }
        var problems = new List<string>();
        var resources = new Dictionary<string, string>();
        IReadOnlyList<string> wanted = mimeTypes.Length > 0 ? mimeTypes : FormatterTable.Current.Preferred(value.GetType());
        foreach (var mimeType in wanted.Append(Plain).Distinct())
        {
            var scope = FormatScope.Enter(value, int.MaxValue - 1, out _);
            if (scope is null) continue; // shown from inside its own formatter
            try
            {
                if (TryWrite(value, mimeType, out var text)) bundle.Set(mimeType, text);
                foreach (var (key, html) in scope.Resources) resources[key] = html;
            }
            catch (Exception e) when (IsFailure(e))
            {
                problems.Add(Problem(value, mimeType, e));
            }
            finally
            {
                scope.Leave(value);
            }
        }
        if (problems.Count > 0)
        {
            bundle.Set(Plain, string.Join('\n', [.. problems, bundle[Plain] ?? TypeName.Of(value.GetType())]));
        }
        bundle.Resources = resources;
        return bundle;
    }

    /// <summary>A value as text of one MIME type; the message of a formatter's exception stands for what it failed to write.</summary>
    public static string ToText(object? value, string mimeType)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        Write(value, mimeType, writer);
        return writer.ToString();
    }

    /// <summary>Writes a value that stands inside another one.</summary>
    public static void Write(object? value, string mimeType, TextWriter writer)
    {
        var html = mimeType == Html;
        if (value is null)
        {
            writer.Write(html ? "&lt;null&gt;" : mimeType.EndsWith("json", StringComparison.Ordinal) ? "null" : "<null>");
            return;
        }
        var scope = FormatScope.Enter(value, FormatterTable.Current.RecursionLimit, out var refusal);
        if (scope is null)
        {
            writer.Write(refusal);
            return;
        }
        try
        {
            if (TryWrite(value, mimeType, out var text)) writer.Write(text);
        }
        catch (Exception e) when (IsFailure(e))
        {
            writer.Write(html ? WebUtility.HtmlEncode(Problem(value, mimeType, e)) : Problem(value, mimeType, e));
        }
        finally
        {
            scope.Leave(value);
        }
    }

    /// <summary>True when a type has a registered or discovered formatter for a MIME type.</summary>
    public static bool HasFormatter(Type type, string mimeType) => !FormatterTable.Current.Candidates(type, mimeType).IsEmpty;

    private static bool TryWrite(object value, string mimeType, out string text)
    {
        foreach (var entry in FormatterTable.Current.Candidates(value.GetType(), mimeType))
        {
            using var attempt = new StringWriter { NewLine = "\n" };
            if (!entry.Write(value, attempt)) continue;
            if (mimeType == Html) SharedResources.Collect(value);
            text = attempt.ToString();
            return true;
        }
        using var writer = new StringWriter { NewLine = "\n" };
        var known = true;
        switch (mimeType)
        {
            case Html:
                HtmlView.Write(value, writer);
                break;
            case Plain:
                PlainView.Write(value, writer);
                break;
            case "application/json":
                writer.Write(JsonSerializer.Serialize(value, value.GetType(), Json));
                break;
            case "text/markdown" or "text/latex" or "text/csv" or "image/svg+xml" or "application/javascript":
                writer.Write(value is IHtmlContent content ? content.ToString() : ScalarValue.Text(value));
                break;
            default:
                known = false;
                break;
        }
        text = writer.ToString();
        return known;
    }

    // an interrupted cell must not go on because a formatter was running
    private static bool IsFailure(Exception e) => e is not (OperationCanceledException or ThreadInterruptedException);

    private static string Problem(object value, string mimeType, Exception e) =>
        $"The {mimeType} formatter of {TypeName.Of(value.GetType())} failed: {e.GetType().Name}: {e.Message}";
}
