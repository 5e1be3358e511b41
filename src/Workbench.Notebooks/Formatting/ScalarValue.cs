using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace Workbench.Notebooks.Formatting;

/// <summary>Values that are shown as one piece of text: numbers, strings, dates, enums, types, delegates, tasks.</summary>
internal static class ScalarValue
{
    public static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type.IsPointer
            || type == typeof(string) || type == typeof(decimal) || type == typeof(Uri) || type == typeof(Version)
            || type == typeof(BigInteger) || type == typeof(Complex)
            || typeof(MemberInfo).IsAssignableFrom(type) || typeof(Delegate).IsAssignableFrom(type) || typeof(Task).IsAssignableFrom(type)
            || typeof(Assembly).IsAssignableFrom(type)
            || (type.IsValueType && type.Namespace == "System" && typeof(IFormattable).IsAssignableFrom(type));
    }

    public static string Text(object value) => value switch
    {
        string text => text,
        Task task => TaskText(task),
        Type type => TypeName.Of(type),
        Delegate function => $"{TypeName.Of(function.GetType())} ({function.Method.Name})",
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    // the property Result of an unfinished task blocks: a task is never looked into
    private static string TaskText(Task task) => $"{TypeName.Of(task.GetType())} ({task.Status}); write `await` to see its value";
}
