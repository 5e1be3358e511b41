using Workbench.Display;

namespace Workbench.Tests.Display;

public class NotebookTests : TensorTest
{
    [Fact]
    public void Types_carry_the_attribute_that_notebooks_look_for()
    {
        foreach (var type in (Type[])[typeof(Figure), typeof(Picture), typeof(Workbench.Generator.Latents), typeof(Workbench.Rendering.TriGrid), typeof(Workbench.Rendering.RenderedViews), typeof(Workbench.Cameras.Camera)])
        {
            var attribute = type.GetCustomAttributes(inherit: true).Single(candidate => candidate.GetType().Name == "TypeFormatterSourceAttribute");
            var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
            Assert.NotNull(source.GetConstructor([]));
            Assert.NotNull(source.GetMethod("CreateTypeFormatters", []));
            Assert.NotEmpty((string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!);
        }
    }

    [Fact]
    public void Formatters_have_the_shape_of_the_convention_and_write_all_three_forms()
    {
        var picture = Samples.Gradient(100, 60);
        var written = new Dictionary<string, string>();
        foreach (var formatter in new FormatterSource().CreateTypeFormatters())
        {
            var mimeType = (string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!;
            var format = formatter.GetType().GetMethods().Single(method => method.Name == "Format");
            Assert.Equal([typeof(object), typeof(TextWriter)], format.GetParameters().Select(parameter => parameter.ParameterType));
            var writer = new StringWriter();
            Assert.True((bool)format.Invoke(formatter, [picture, writer])!);
            written[mimeType] = writer.ToString();
        }
        Assert.Contains("<img ", written["text/html"]);
        Assert.Equal(0x89, Convert.FromBase64String(written["image/png"])[0]);
        Assert.Contains("100×60", written["text/plain"]);
    }

    [Fact]
    public void Use_registers_tensors_and_pictures_with_whatever_formatter_is_there()
    {
        FakeFormatter.Registered.Clear();
        Assert.True(Notebook.Use(typeof(FakeFormatter)));
        Assert.Contains((typeof(Tensor), "text/html"), FakeFormatter.Registered.Keys);
        Assert.Contains((typeof(Plotly.NET.GenericChart), "image/png"), FakeFormatter.Registered.Keys);
        var writer = new StringWriter();
        FakeFormatter.Registered[(typeof(Picture), "text/plain")](Samples.Gradient(3, 2), writer);
        Assert.Contains("3×2", writer.ToString());
        Assert.False(Notebook.Use(typeof(string)));
    }

    [Fact]
    public void A_page_resource_is_written_once_until_reset()
    {
        Notebook.Reset();
        var figure = Figure.Create("t", "c", () => "<p>", () => new Picture(1, 1), "", new Dictionary<string, string> { ["key"] = "<!--library-->" });
        Assert.Contains("<!--library-->", Written(figure));
        Assert.DoesNotContain("<!--library-->", Written(figure));
        Notebook.Reset();
        Assert.Contains("<!--library-->", Written(figure));
        Assert.Contains("<!--library-->", figure.ToDocument());
        Notebook.Reset();
    }

    private static string Written(Figure figure)
    {
        var writer = new StringWriter();
        Notebook.Write(figure, "text/html", writer, engine: null);
        return writer.ToString();
    }

    private static class FakeFormatter
    {
        public static Dictionary<(Type, string), Action<object, TextWriter>> Registered { get; } = [];

        public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = "text/plain") => Registered[(type, mimeType)] = formatter;

        public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes) => Assert.Equal(["text/html", "image/png", "text/plain"], preferredMimeTypes);
    }
}
