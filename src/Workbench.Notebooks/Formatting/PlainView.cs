using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Html;

namespace Workbench.Notebooks.Formatting;

/// <summary>The built-in <c>text/plain</c> view: scalars as text, sequences in brackets, objects with their members.</summary>
internal static class PlainView
{
    private const string Mime = "text/plain";

    public static void Write(object value, TextWriter writer)
    {
        var type = value.GetType();
        if (ScalarValue.IsScalar(type)) writer.Write(ScalarValue.Text(value));
        else if (HtmlContent.TryRead(value, out var html)) writer.Write(HtmlContent.PlainText(html));
        else if (value is JsonNode or JsonElement) writer.Write(value.ToString());
        else if (value is JsonDocument json) writer.Write(json.RootElement.ToString());
        else if (value is Exception error) writer.Write(error.ToString());
        else if (value is IDictionary dictionary) WriteItems(Pairs(dictionary), writer);
        else if (value is IEnumerable sequence) WriteItems(sequence.Cast<object?>().Select(Written), writer);
        else if (OverridesToString(type)) writer.Write(value.ToString());
        else WriteMembers(value, type, writer);
    }

    private static IEnumerable<Action<TextWriter>> Pairs(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            yield return writer =>
            {
                ValueFormatter.Write(entry.Key, Mime, writer);
                writer.Write(": ");
                ValueFormatter.Write(entry.Value, Mime, writer);
            };
        }
    }

    private static Action<TextWriter> Written(object? item) => writer => ValueFormatter.Write(item, Mime, writer);

    private static void WriteItems(IEnumerable<Action<TextWriter>> items, TextWriter writer)
    {
        var limit = FormatterTable.Current.ListExpansionLimit;
        writer.Write('[');
        var count = 0;
        foreach (var item in items)
        {
            writer.Write(count == 0 ? " " : ", ");
            if (count++ == limit)
            {
                writer.Write("…");
                break;
            }
            item(writer);
        }
        writer.Write(" ]");
    }

    private static void WriteMembers(object value, Type type, TextWriter writer)
    {
        var members = ObjectMembers.Of(type);
        if (members.Count == 0)
        {
            writer.Write(TypeName.Of(type));
            return;
        }
        writer.Write(TypeName.Of(type));
        writer.Write(" { ");
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0) writer.Write(", ");
            writer.Write(members[i].Name);
            writer.Write(": ");
            ValueFormatter.Write(members[i].Read(value), Mime, writer);
        }
        writer.Write(" }");
    }

    // a record's own text follows no cycle check and no limit, so records are written member by member
    private static bool OverridesToString(Type type)
    {
        var method = type.GetMethod(nameof(ToString), BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes);
        return method is not null && method.DeclaringType != typeof(object) && method.DeclaringType != typeof(ValueType)
            && !method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false);
    }
}
