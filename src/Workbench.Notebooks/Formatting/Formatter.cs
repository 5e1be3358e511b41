using Workbench.Notebooks.Formatting;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Registers how values of a type are shown. Inside a cell the registrations belong to the running session, elsewhere to the process.</summary>
/// <remarks>Choice: registrations of the user first, then those discovered by convention and the built-in views; among them the most specific type; at equal type the latest.</remarks>
public static class Formatter
{
    /// <summary>How many items of a sequence are shown (20 unless set).</summary>
    public static int ListExpansionLimit
    {
        get => FormatterTable.Current.ListExpansionLimit;
        set => FormatterTable.Current.ListExpansionLimit = Positive(value);
    }

    /// <summary>How deep objects inside objects are shown (6 unless set).</summary>
    public static int RecursionLimit
    {
        get => FormatterTable.Current.RecursionLimit;
        set => FormatterTable.Current.RecursionLimit = Positive(value);
    }

    /// <summary>The MIME type of values whose type has no preference: <c>text/html</c> unless set.</summary>
    public static string DefaultMimeType
    {
        get => FormatterTable.Current.DefaultMimeType;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            FormatterTable.Current.DefaultMimeType = value;
        }
    }

    /// <summary>Registers a formatter that returns the text.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = PlainTextFormatter.MimeType)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Register<T>((value, writer) => writer.Write(formatter(value)), mimeType);
    }

    /// <summary>Registers a formatter that writes the text.</summary>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Register(typeof(T), (value, writer) => formatter((T)value, writer), mimeType);
    }

    /// <summary>Registers a formatter for a type known at run time; an open generic definition such as <c>typeof(List&lt;&gt;)</c> covers all its closed forms.</summary>
    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(formatter);
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        FormatterTable.Current.RegisterUser(type, mimeType, (value, writer) =>
        {
            formatter(value, writer);
            return true;
        });
    }

    /// <summary>Sets the MIME types that values of a type (and of types derived from it) are shown in.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(preferredMimeTypes);
        FormatterTable.Current.SetPreferred(type, preferredMimeTypes);
    }

    /// <summary>The MIME types that values of a type are shown in; <c>text/plain</c> is always added to an output beside these.</summary>
    public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type? type) =>
        FormatterTable.Current.Preferred(type ?? typeof(object));

    /// <summary>Forgets all registrations, preferences, and limits.</summary>
    public static void ResetToDefault() => FormatterTable.Current.Reset();

    /// <summary>A value as text of one MIME type.</summary>
    public static string ToDisplayString(this object? value, string mimeType = PlainTextFormatter.MimeType) =>
        ValueFormatter.ToText(value, mimeType);

    /// <summary>Writes a value as text of one MIME type.</summary>
    public static void FormatTo<T>(this T value, TextWriter writer, string mimeType = PlainTextFormatter.MimeType)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(ValueFormatter.ToText(value, mimeType));
    }

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
