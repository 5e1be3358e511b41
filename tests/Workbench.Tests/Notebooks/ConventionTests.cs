using System.Collections;
using System.Reflection;
using System.Runtime.Loader;

namespace Workbench.Tests.Notebooks;

/// <summary>The library's own formatters, found as any notebook engine finds them: the library is loaded apart and asked by the published convention alone.</summary>
public sealed class ConventionTests
{
    private static readonly string LibraryPath = Path.Combine(AppContext.BaseDirectory, "Workbench.Lib.dll");

    [Fact]
    public void The_library_has_no_reference_to_any_notebook_engine()
    {
        var references = Apart().GetReferencedAssemblies().Select(name => name.Name!).ToArray();
        Assert.DoesNotContain(references, name => name.Contains("Notebooks", StringComparison.Ordinal) || name.Contains("Interactive", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_type_with_the_attribute_names_a_source_of_the_agreed_shape()
    {
        var types = Apart().GetTypes().Where(type => AttributeOf(type) is not null).ToArray();
        Assert.Contains(types, type => type.Name == "Figure");
        Assert.Contains(types, type => type.Name == "Picture");
        Assert.All(types.Where(type => !type.IsAbstract), type => Assert.NotEmpty(FormattersOf(type)));
    }

    [Fact]
    public void A_figure_is_written_in_each_of_its_kinds()
    {
        var assembly = Apart();
        var make = assembly.GetType("Workbench.Display.Figures")!.GetMethod("Text", BindingFlags.Public | BindingFlags.Static)!;
        var figure = make.Invoke(null, [.. make.GetParameters().Select((parameter, index) => index == 0 ? "two & three" : parameter.DefaultValue)])!;
        var outputs = FormattersOf(figure.GetType()).ToDictionary(item => item.MimeType, item => item.Write(figure));
        Assert.Contains("two &amp; three", outputs["text/html"], StringComparison.Ordinal);
        Assert.Contains("two & three", outputs["text/plain"], StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], Convert.FromBase64String(outputs["image/png"])[..4]);
    }

    private static Assembly Apart()
    {
        Assert.NotSame(typeof(Workbench.Display.Figure).Assembly, Loaded.Value);
        return Loaded.Value;
    }

    // its own copy of the library; what the library needs is shared, because native libraries load once a process
    private static readonly Lazy<Assembly> Loaded = new(() => new AssemblyLoadContext("apart").LoadFromAssemblyPath(LibraryPath));

    private static object? AttributeOf(Type type) => type.GetCustomAttributes(inherit: true).FirstOrDefault(item => item.GetType().Name == "TypeFormatterSourceAttribute");

    private static IReadOnlyList<(string MimeType, Func<object, string> Write)> FormattersOf(Type type)
    {
        var attribute = AttributeOf(type)!;
        var sourceType = Assert.IsAssignableFrom<Type>(attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute));
        Assert.False(sourceType.IsAbstract);
        var source = sourceType.GetConstructor(Type.EmptyTypes)!.Invoke(null);
        var formatters = Assert.IsAssignableFrom<IEnumerable>(sourceType.GetMethod("CreateTypeFormatters", Type.EmptyTypes)!.Invoke(source, null));
        return [.. formatters.Cast<object>().Select(formatter =>
        {
            var format = Assert.Single(formatter.GetType().GetMethods(), method => method.Name == "Format");
            Assert.Equal([typeof(object), typeof(TextWriter)], format.GetParameters().Select(parameter => parameter.ParameterType));
            Assert.Equal(typeof(bool), format.ReturnType);
            return ((string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!, (Func<object, string>)(value => Text(format, formatter, value)));
        })];
    }

    private static string Text(MethodInfo format, object formatter, object value)
    {
        using var writer = new StringWriter();
        Assert.True((bool)format.Invoke(formatter, [value, writer])!);
        return writer.ToString();
    }
}
