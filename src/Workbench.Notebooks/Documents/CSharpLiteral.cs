using System.Collections;
using System.Globalization;
using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebooks.Documents;

/// <summary>Values as C# declarations of a parameters cell.</summary>
internal static class CSharpLiteral
{
    /// <summary>A declaration of the declared type; fails when the value does not fit it.</summary>
    public static string Typed(DeclaredParameter parameter, object? value)
    {
        var type = parameter.Type.Replace("System.", string.Empty, StringComparison.Ordinal);
        var isNullable = type.EndsWith('?');
        var core = isNullable ? type[..^1] : type;
        value = Plain(value);
        string? literal;
        if (value is null || (isNullable && value is "null"))
        {
            literal = isNullable || core == "string" ? "null" : null;
        }
        else if (core.EndsWith("[]", StringComparison.Ordinal))
        {
            literal = ArrayLiteral(core[..^2], value);
        }
        else
        {
            literal = ScalarLiteral(core, value);
        }
        if (literal is null)
        {
            throw new ParameterException($"parameter \"{parameter.Name}\": \"{Text(value)}\" is not a value of type {parameter.Type} (default: {parameter.Default}).");
        }
        return isNullable || core.EndsWith("[]", StringComparison.Ordinal) || literal == "null"
            ? $"{type} {parameter.Name} = {literal};"
            : $"var {parameter.Name} = {literal};";
    }

    /// <summary>A declaration whose type follows from the value.</summary>
    public static string Untyped(string name, object? value)
    {
        value = Plain(value);
        if (value is string text)
        {
            if (bool.TryParse(text, out var flag)) value = flag;
            else if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) value = whole;
            else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) value = number;
        }
        return $"var {name} = {Value(name, value)};";
    }

    private static string Value(string name, object? value) => value switch
    {
        null => "(object)null",
        bool or char or string => ScalarLiteral(value is bool ? "bool" : value is char ? "char" : "string", value)!,
        sbyte or byte or short or ushort or int => ScalarLiteral("int", value)!,
        uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture) is >= int.MinValue and <= int.MaxValue and var small
            ? ScalarLiteral("int", small)!
            : ScalarLiteral("long", value)!,
        float => ScalarLiteral("float", value)!,
        double => ScalarLiteral("double", value)!,
        decimal => ScalarLiteral("decimal", value)!,
        IDictionary map => "new Dictionary<string, object> { " + string.Join(", ", map.Cast<DictionaryEntry>().Select(entry =>
            $"[{SymbolDisplay.FormatLiteral(entry.Key.ToString()!, quote: true)}] = {Value(name, entry.Value)}")) + " }",
        IEnumerable { } list => ListLiteral(name, [.. list.Cast<object?>()]),
        _ => throw new ParameterException($"parameter \"{name}\": a value of type {value.GetType().Name} cannot be written as C#."),
    };

    private static string ListLiteral(string name, object?[] items) =>
        items.Length == 0 || items.Contains(null) ? $"new object[] {{ {string.Join(", ", items.Select(item => Value(name, item)))} }}" : $"new[] {{ {string.Join(", ", items.Select(item => Value(name, item)))} }}";

    private static string? ArrayLiteral(string element, object value)
    {
        object?[] items;
        if (value is string text)
        {
            try
            {
                items = text.TrimStart().StartsWith('[')
                    ? [.. JsonSerializer.Deserialize<JsonElement[]>(text)!.Select(item => Plain(item))]
                    : text.Length == 0 ? [] : [.. text.Split(',', StringSplitOptions.TrimEntries)];
            }
            catch (JsonException)
            {
                return null;
            }
        }
        else if (value is IEnumerable list and not IDictionary)
        {
            items = [.. list.Cast<object?>().Select(Plain)];
        }
        else
        {
            return null;
        }
        var literals = items.Select(item => item is null ? null : ScalarLiteral(element, item)).ToArray();
        return literals.Contains(null) ? null : $"new {element}[] {{ {string.Join(", ", literals)} }}";
    }

    private static string? ScalarLiteral(string type, object value)
    {
        var text = Text(value);
        var isText = value is string;
        var isNumber = value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal;
        switch (type)
        {
            case "string":
                return isText ? SymbolDisplay.FormatLiteral(text, quote: true) : null;
            case "bool":
                return (isText || value is bool) && bool.TryParse(text, out var flag) ? (flag ? "true" : "false") : null;
            case "char":
                return text.Length == 1 && (isText || value is char) ? SymbolDisplay.FormatLiteral(text[0], quote: true) : null;
        }
        if (!isText && !isNumber) return null;
        return type switch
        {
            "int" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var v) ? v.ToString(CultureInfo.InvariantCulture) : null,
            "long" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var v) ? v.ToString(CultureInfo.InvariantCulture) + "L" : null,
            "uint" => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v.ToString(CultureInfo.InvariantCulture) + "u" : null,
            "ulong" => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v.ToString(CultureInfo.InvariantCulture) + "UL" : null,
            "float" => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? Real(v, "float", v.ToString("R", CultureInfo.InvariantCulture) + "f") : null,
            "double" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? Real(v, "double", v.ToString("R", CultureInfo.InvariantCulture) + "d") : null,
            "decimal" => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v.ToString(CultureInfo.InvariantCulture) + "m" : null,
            _ => null,
        };
    }

    private static string Real(double value, string type, string finite) =>
        double.IsNaN(value) ? type + ".NaN" : double.IsPositiveInfinity(value) ? type + ".PositiveInfinity" : double.IsNegativeInfinity(value) ? type + ".NegativeInfinity" : finite;

    // values from a JSON file arrive as JSON elements
    private static object? Plain(object? value) => value is not JsonElement json ? value : json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
        JsonValueKind.Array => json.EnumerateArray().Select(item => Plain(item)).ToArray(),
        _ => json.EnumerateObject().ToDictionary(item => item.Name, item => Plain(item.Value)),
    };

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        IFormattable formattable => formattable.ToString(value is float or double ? "R" : null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}
