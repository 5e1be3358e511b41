using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Notebooks.Formatting;
using Workbench.Notebooks.Outputs;

namespace Workbench.Tests.Notebooks;

public sealed class FormattingTests : IDisposable
{
    public FormattingTests() => Formatter.ResetToDefault();

    public void Dispose() => Formatter.ResetToDefault();

    private sealed record Person(string Name, int Age);

    private class Base;

    private sealed class Derived : Base;

    private sealed class Node
    {
        public string Name { get; set; } = "n";

        public Node? Next { get; set; }
    }

    private sealed class Moody
    {
        private readonly string _text = "moody";

        public int Fine => _text.Length;

        public int Bad => _text.Length == 0 ? 0 : throw new InvalidOperationException(_text);
    }

    [Fact]
    public void Plain_text_stands_beside_every_rich_output()
    {
        var bundle = ValueFormatter.ToBundle(new[] { new Person("Ann", 3) });
        Assert.Contains("<td>Ann</td>", bundle["text/html"], StringComparison.Ordinal);
        Assert.Contains("Name: Ann, Age: 3", bundle["text/plain"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData("text", "text")]
    [InlineData(true, "True")]
    [InlineData(StreamKind.Stderr, "Stderr")]
    public void Scalars_are_plain_text_alone(object value, string expected) =>
        Assert.Equal([new("text/plain", expected)], ValueFormatter.ToBundle(value).Items);

    [Fact]
    public void Text_from_values_is_escaped()
    {
        var html = ValueFormatter.ToBundle(new Person("<script>alert(1)</script>", 1))["text/html"]!;
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Registered_formatters_win_and_the_most_specific_latest_is_taken()
    {
        Formatter.Register<Base>(_ => "base", "text/html");
        Formatter.Register<Derived>(_ => "derived", "text/html");
        Assert.Equal("derived", ValueFormatter.ToBundle(new Derived())["text/html"]);
        Formatter.Register<Derived>((_, writer) => writer.Write("later"), "text/html");
        Assert.Equal("later", ValueFormatter.ToBundle(new Derived())["text/html"]);
        Assert.Equal("base", ValueFormatter.ToBundle(new Base())["text/html"]);
        Formatter.ResetToDefault();
        Assert.Contains("Derived", ValueFormatter.ToBundle(new Derived())["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void Open_generic_definitions_and_interfaces_can_be_registered()
    {
        Formatter.Register(typeof(List<>), (value, writer) => writer.Write("a list"), "text/html");
        Formatter.Register(typeof(IDictionary<,>), (value, writer) => writer.Write("a map"), "text/html");
        Assert.Equal("a list", ValueFormatter.ToBundle(new List<int> { 1 })["text/html"]);
        Assert.Equal("a map", ValueFormatter.ToBundle(new Dictionary<int, int>())["text/html"]);
    }

    [Fact]
    public void Preferred_mime_types_choose_what_is_sent_and_binary_stays_base64()
    {
        Formatter.Register<Person>(_ => Convert.ToBase64String([1, 2, 3]), "image/png");
        Formatter.SetPreferredMimeTypesFor(typeof(Person), "image/png");
        var bundle = ValueFormatter.ToBundle(new Person("Ann", 3));
        Assert.Equal("AQID", bundle["image/png"]);
        Assert.Null(bundle["text/html"]);
        Assert.NotNull(bundle["text/plain"]);
        Assert.Equal(["image/png"], Formatter.GetPreferredMimeTypesFor(typeof(Person)));
    }

    [Fact]
    public void Formatters_work_inside_lists()
    {
        Formatter.Register<Person>(person => $"<b>{person.Age}</b>", "text/html");
        Assert.Contains("<b>7</b>", ValueFormatter.ToBundle(new[] { new Person("x", 7) })["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_formatter_is_reported_as_text()
    {
        Formatter.Register<Person>((_, _) => throw new InvalidOperationException("broken"), "text/html");
        var bundle = ValueFormatter.ToBundle(new Person("Ann", 3));
        Assert.Null(bundle["text/html"]);
        Assert.Contains("text/html formatter of Person failed: InvalidOperationException: broken", bundle["text/plain"], StringComparison.Ordinal);
        Assert.Contains("broken", ValueFormatter.ToBundle(new[] { new Person("Ann", 3) })["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_that_throw_do_not_spoil_the_view()
    {
        var html = ValueFormatter.ToBundle(new Moody())["text/html"]!;
        Assert.Contains("moody", html, StringComparison.Ordinal);
        Assert.Contains("Fine", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Cycles_depth_and_endless_sequences_end()
    {
        var node = new Node();
        node.Next = node;
        Assert.Contains("(cycle)", ValueFormatter.ToBundle(node)["text/plain"], StringComparison.Ordinal);
        var chain = Enumerable.Range(0, 100).Aggregate(new Node(), (next, i) => new Node { Name = $"n{i}", Next = next });
        Assert.DoesNotContain("n50", ValueFormatter.ToBundle(chain)["text/html"], StringComparison.Ordinal);
        var endless = ValueFormatter.ToBundle(Endless());
        Assert.Contains("(more)", endless["text/html"], StringComparison.Ordinal);
        Assert.Contains("19", endless["text/plain"], StringComparison.Ordinal);
        Assert.DoesNotContain("20", endless["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_that_grows_with_every_level_is_cut_at_a_budget()
    {
        object tree = "leaf";
        for (var i = 0; i < 6; i++)
        {
            var inner = tree;
            tree = Enumerable.Range(0, 20).Select(_ => new { Item = inner, Copy = new[] { inner } }).ToArray();
        }
        Assert.True(ValueFormatter.ToBundle(tree)["text/html"]!.Length < 2_000_000);
    }

    [Fact]
    public void The_list_limit_can_be_changed()
    {
        Formatter.ListExpansionLimit = 3;
        Assert.Contains("(7 more)", ValueFormatter.ToBundle(Enumerable.Range(0, 10).ToList())["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void An_unfinished_task_is_described_and_not_waited_for()
    {
        var task = new TaskCompletionSource<int>().Task;
        Assert.Contains("WaitingForActivation", ValueFormatter.ToBundle(task)["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public void Html_content_passes_through_and_has_a_plain_text()
    {
        var bundle = ValueFormatter.ToBundle(Microsoft.DotNet.Interactive.Kernel.HTML("<b>a &amp; b</b><script>x</script>"));
        Assert.Equal("<b>a &amp; b</b><script>x</script>", bundle["text/html"]);
        Assert.Equal("a & b", bundle["text/plain"]);
    }

    [Fact]
    public void Types_with_the_conventional_attribute_bring_their_formatters()
    {
        var bundle = ValueFormatter.ToBundle(new Conventional());
        Assert.Equal("<i>by convention</i>", bundle["text/html"]);
        Assert.Equal("QUJD", bundle["image/png"]);
        Assert.Equal("plain by convention", bundle["text/plain"]);
        Assert.Equal("<i>by convention</i>", ValueFormatter.ToBundle(new DerivedConventional())["text/html"]);
        Assert.Contains("<i>by convention</i>", ValueFormatter.ToBundle(new[] { new Conventional() })["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_can_bring_formatters_for_foreign_types()
    {
        Assert.Null(ValueFormatter.ToBundle(new Version(1, 2))["text/html"]);
        ValueFormatter.ToBundle(new Conventional());
        Assert.Equal("version 1.2", ValueFormatter.ToText(new Version(1, 2), "text/html"));
    }

    [Fact]
    public void Broken_conventions_are_ignored() =>
        Assert.Contains("BrokenConvention", ValueFormatter.ToBundle(new BrokenConvention())["text/plain"], StringComparison.Ordinal);

    [Fact]
    public void A_resource_is_carried_once_and_can_be_lifted_out()
    {
        var shared = new SharedResources();
        MimeBundle[] bundles = [ValueFormatter.ToBundle(new Conventional()), ValueFormatter.ToBundle(new[] { new Conventional(), new Conventional() }), ValueFormatter.ToBundle(new Conventional())];
        shared.Attach(bundles[0], "first");
        shared.Attach(bundles[1], "second");
        shared.Attach(bundles[2], "first");
        Assert.Contains("<script>library</script>", bundles[0]["text/html"], StringComparison.Ordinal);
        Assert.DoesNotContain("library", bundles[1]["text/html"], StringComparison.Ordinal);
        Assert.Contains("library", bundles[2]["text/html"], StringComparison.Ordinal); // the carrier was replaced: it carries again
        var lifted = new Dictionary<string, string>();
        Assert.Equal("<i>by convention</i>", SharedResources.Lift(bundles[0]["text/html"]!, lifted));
        Assert.Equal("<script>library</script>", lifted["lib --> 1"]);
    }

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++) yield return i;
    }
}

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(Type source) : Attribute
{
    public Type FormatterSourceType { get; } = source;

    public string[] PreferredMimeTypes { get; set; } = ["text/html", "image/png"];
}

[TypeFormatterSource(typeof(ConventionSource))]
internal class Conventional
{
    public IReadOnlyDictionary<string, string> Resources { get; } = new Dictionary<string, string> { ["lib --> 1"] = "<script>library</script>" };
}

internal sealed class DerivedConventional : Conventional;

[TypeFormatterSource(typeof(string))]
internal sealed class BrokenConvention;

internal sealed class ConventionSource
{
    private readonly object[] _formatters =
    [
        new ConventionFormatter("text/html", "<i>by convention</i>"),
        new ConventionFormatter("image/png", "QUJD"),
        new ConventionFormatter("text/plain", "plain by convention"),
        new ForeignFormatter(),
        new object(),
    ];

    public IEnumerable<object> CreateTypeFormatters() => _formatters;
}

internal sealed class ConventionFormatter(string mimeType, string text)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object value, TextWriter writer)
    {
        writer.Write(text);
        return value is Conventional;
    }
}

internal sealed class ForeignFormatter
{
    public string MimeType { get; } = "text/html";

    public Type Type { get; } = typeof(Version);

    public bool Format(object value, TextWriter writer)
    {
        writer.Write($"version {value}");
        return MimeType.Length > 0;
    }
}
