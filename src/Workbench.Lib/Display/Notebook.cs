using System.Reflection;
using Plotly.NET;

namespace Workbench.Display;

/// <summary>Makes a C# notebook show the values of the workbench, tensors and charts among them, without knowing the notebook's engine.</summary>
public static class Notebook
{
    private const string FormatterType = "Microsoft.DotNet.Interactive.Formatting.Formatter";
    private const string SharingType = "Workbench.Notebooks.Formatting.SharedResources"; // an engine with it reads Figure.Resources

    private static readonly HashSet<string> Emitted = [];
    private static readonly string[] MimeTypes = ["text/html", "image/png", "text/plain"];

    /// <summary>Shows pictures only, without scripts: for notebooks that are committed, whose viewers drop scripts anyway.</summary>
    public static bool StillsOnly { get; set; }

    /// <summary>Registers how tensors, charts, pictures and lists of pictures are shown. Call it in the first cell.</summary>
    /// <remarks>The library's own types are found by the engine without it.</remarks>
    /// <returns>False outside a notebook.</returns>
    public static bool Use() => Engine() is { } formatter && Use(formatter);

    /// <summary>Forgets which page resources this process has handed out: the next chart brings the chart library along again.</summary>
    /// <remarks>Call it and run the cell again when charts stay empty because the cell that carried the library was cleared.</remarks>
    public static void Reset()
    {
        lock (Emitted)
            Emitted.Clear();
    }

    internal static bool Use(Type formatter)
    {
        var register = formatter.GetMethod("Register", BindingFlags.Public | BindingFlags.Static, [typeof(Type), typeof(Action<object, TextWriter>), typeof(string)]);
        var prefer = formatter.GetMethod("SetPreferredMimeTypesFor", BindingFlags.Public | BindingFlags.Static, [typeof(Type), typeof(string[])]);
        if (register is null || prefer is null)
            return false;
        foreach (var type in (Type[])[typeof(Picture), typeof(Tensor), typeof(GenericChart), typeof(IEnumerable<Picture>)])
        {
            foreach (var mimeType in MimeTypes)
                register.Invoke(null, [type, (Action<object, TextWriter>)((value, writer) => Write(value, mimeType, writer)), mimeType]);
            prefer.Invoke(null, [type, MimeTypes]);
        }
        return true;
    }

    /// <summary>Writes a value as one kind of output.</summary>
    internal static void Write(object value, string mimeType, TextWriter writer) => Write(value, mimeType, writer, Engine());

    /// <summary>Writes a value for an engine; unless the engine places page resources itself, HTML is preceded by those that this process has not handed out yet.</summary>
    internal static void Write(object value, string mimeType, TextWriter writer, Type? engine)
    {
        var figure = Figure.Of(value);
        var shares = engine?.Assembly.GetType(SharingType) is not null;
        switch (mimeType)
        {
            case "text/html" when StillsOnly:
                writer.Write($"<img src=\"data:image/png;base64,{Convert.ToBase64String(figure.Png)}\" alt=\"{Html.Escape(figure.Title)}\" style=\"max-width:100%\">");
                break;
            case "text/html" when shares && figure.Resources.Count > 0 && !ReferenceEquals(figure, value) && FormatTo(engine!) is { } format:
                format.Invoke(null, [figure, writer, mimeType]); // the engine sees the figure, and with it what the page needs
                break;
            case "text/html":
                foreach (var (key, html) in figure.Resources)
                    if (!shares && First(key))
                        writer.Write(html);
                writer.Write(figure.Html);
                break;
            case "image/png":
                writer.Write(Convert.ToBase64String(figure.Png));
                break;
            default:
                writer.Write(figure.Text);
                break;
        }
    }

    private static MethodInfo? FormatTo(Type engine) => engine.GetMethods(BindingFlags.Public | BindingFlags.Static)
        .FirstOrDefault(method => method.Name == "FormatTo" && method.IsGenericMethodDefinition && method.GetParameters() is [_, { } writer, { } mimeType] && writer.ParameterType == typeof(TextWriter) && mimeType.ParameterType == typeof(string))
        ?.MakeGenericMethod(typeof(Figure));

    internal static Type? Engine()
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            if (!assembly.IsDynamic && assembly.GetType(FormatterType) is { } formatter)
                return formatter;
        return null;
    }

    private static bool First(string key)
    {
        lock (Emitted)
            return Emitted.Add(key);
    }
}
