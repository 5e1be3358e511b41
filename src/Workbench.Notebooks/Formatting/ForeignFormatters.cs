using System.Reflection;

namespace Workbench.Notebooks.Formatting;

/// <summary>Built-in views of types from well-known packages, found by name: the engine has no reference to them.</summary>
internal static class ForeignFormatters
{
    /// <summary>The views of a type, or null when it is none of these.</summary>
    public static ConventionFormatters.Discovered? Find(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            switch (current.FullName)
            {
                case "Plotly.NET.GenericChart":
                    return PlotlyView.Formatters(type, current);
                case "SkiaSharp.SKBitmap" or "SkiaSharp.SKImage":
                    return Image(type, current);
            }
        }
        return null;
    }

    // SKData Encode(SKEncodedImageFormat format, int quality); 4 = PNG
    private static ConventionFormatters.Discovered? Image(Type type, Type known)
    {
        var encode = Array.Find(known.GetMethods(), method => method.Name == "Encode" && method.GetParameters() is [{ ParameterType.IsEnum: true }, { ParameterType: { } quality }] && quality == typeof(int));
        if (encode is null || !Enum.TryParse(encode.GetParameters()[0].ParameterType, "Png", out var png)) return null;
        if (encode.ReturnType.GetMethod("ToArray", Type.EmptyTypes) is not { } toArray) return null;
        return new ConventionFormatters.Discovered(
            [new(type, "image/png", WritePng), new(type, "text/plain", WriteSize)],
            ["image/png"]);

        bool WritePng(object value, TextWriter writer)
        {
            using var data = encode.Invoke(value, [png, 100]) as IDisposable;
            if (data is null || toArray.Invoke(data, null) is not byte[] bytes) return false;
            writer.Write(Convert.ToBase64String(bytes));
            return true;
        }

        bool WriteSize(object value, TextWriter writer)
        {
            writer.Write($"{known.Name} {known.GetProperty("Width")?.GetValue(value)} × {known.GetProperty("Height")?.GetValue(value)}");
            return true;
        }
    }
}
