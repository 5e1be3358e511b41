using System.Collections;
using System.Globalization;
using System.Net;

namespace Workbench.Notebooks.Formatting;

/// <summary>Tables of sequences and dictionaries: one row an item, one column a member where the items are objects of one shape.</summary>
internal static class HtmlTable
{
    private const string Mime = "text/html";

    public static void WriteDictionary(IDictionary dictionary, TextWriter writer)
    {
        var limit = FormatterTable.Current.ListExpansionLimit;
        writer.Write("<table class=\"wbv\"><thead><tr><th>key</th><th>value</th></tr></thead><tbody>");
        var count = 0;
        foreach (DictionaryEntry entry in dictionary)
        {
            if (count++ == limit) break;
            writer.Write("<tr><th>");
            ValueFormatter.Write(entry.Key, Mime, writer);
            writer.Write("</th><td>");
            ValueFormatter.Write(entry.Value, Mime, writer);
            writer.Write("</td></tr>");
        }
        WriteRest(dictionary.Count - limit, known: true, columns: 2, writer);
        writer.Write("</tbody></table>");
    }

    public static void WriteSequence(IEnumerable sequence, TextWriter writer)
    {
        var limit = FormatterTable.Current.ListExpansionLimit;
        // one item more than shown tells whether there is a rest, also for endless sequences
        var items = sequence.Cast<object?>().Take(limit + 1).ToArray();
        var more = items.Length > limit;
        if (more) items = items[..limit];
        if (items.Length == 0)
        {
            writer.Write("<i>(empty)</i>");
            return;
        }
        var columns = Columns(items);
        writer.Write("<table class=\"wbv\"><thead><tr><th>index</th>");
        foreach (var name in columns ?? ["value"]) writer.Write($"<th>{WebUtility.HtmlEncode(name)}</th>");
        writer.Write("</tr></thead><tbody>");
        for (var i = 0; i < items.Length; i++) WriteRow(i, items[i], columns, writer);
        if (more)
        {
            var count = sequence is ICollection collection ? collection.Count : -1;
            WriteRest(count < 0 ? 1 : count - limit, known: count >= 0, columns: 1 + (columns?.Length ?? 1), writer);
        }
        writer.Write("</tbody></table>");
    }

    private static void WriteRow(int index, object? item, string[]? columns, TextWriter writer)
    {
        writer.Write($"<tr><td><i>{index.ToString(CultureInfo.InvariantCulture)}</i></td>");
        if (columns is null)
        {
            writer.Write("<td>");
            ValueFormatter.Write(item, Mime, writer);
            writer.Write("</td>");
        }
        else
        {
            foreach (var member in ObjectMembers.Of(item!.GetType()))
            {
                writer.Write("<td>");
                ValueFormatter.Write(member.Read(item), Mime, writer);
                writer.Write("</td>");
            }
        }
        writer.Write("</tr>");
    }

    // member columns only where every item is a plain object of the same type
    private static string[]? Columns(object?[] items)
    {
        if (items[0] is not { } first) return null;
        var type = first.GetType();
        if (ScalarValue.IsScalar(type) || first is IEnumerable || HtmlContent.TryRead(first, out _) || ValueFormatter.HasFormatter(type, Mime)) return null;
        if (Array.Exists(items, item => item?.GetType() != type)) return null;
        var members = ObjectMembers.Of(type);
        return members.Count == 0 ? null : [.. members.Select(member => member.Name)];
    }

    private static void WriteRest(int rest, bool known, int columns, TextWriter writer)
    {
        if (rest <= 0) return;
        var text = known ? $"({rest.ToString(CultureInfo.InvariantCulture)} more)" : "(more)";
        writer.Write($"<tr><td colspan=\"{columns.ToString(CultureInfo.InvariantCulture)}\"><i>{text}</i></td></tr>");
    }
}
