using System.Reflection;
using System.Text;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Formatting;

/// <summary>Scripts and styles that a document holds once, however many of its outputs use them.</summary>
/// <remarks>
/// By convention a value whose type brings its own HTML formatter may have a public property <c>Resources</c>, a dictionary from a key
/// to HTML. The first output that needs a resource carries it, between marker comments, so that a report can lift it out and place it
/// once. Libraries recognise an engine that does this by the name of this type.
/// </remarks>
internal sealed class SharedResources
{
    private const string Open = "<!--shared-resource ";
    private const string Close = "<!--/shared-resource-->";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, object> _carriers = [];

    /// <summary>Notes the resources of a value in the running formatting call.</summary>
    public static void Collect(object value)
    {
        var property = value.GetType().GetProperty("Resources", BindingFlags.Public | BindingFlags.Instance);
        if (property is not { CanRead: true } || !typeof(IEnumerable<KeyValuePair<string, string>>).IsAssignableFrom(property.PropertyType)) return;
        if (property.GetValue(value) is IEnumerable<KeyValuePair<string, string>> resources) FormatScope.Note(resources);
    }

    /// <summary>Puts the resources that the document lacks in front of the bundle's HTML.</summary>
    /// <param name="bundle">Changed in place; its resources are empty afterwards.</param>
    /// <param name="carrier">What holds this output: a display id or the output itself. A carrier that is replaced carries its resources again.</param>
    public void Attach(MimeBundle bundle, object carrier)
    {
        if (bundle.Resources.Count == 0 || bundle["text/html"] is not { } html) return;
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var (key, resource) in bundle.Resources)
            {
                if (_carriers.TryGetValue(key, out var holder) && !holder.Equals(carrier)) continue;
                _carriers[key] = carrier;
                text.Append(Open).Append(Uri.EscapeDataString(key)).Append("-->").Append(resource).Append(Close);
            }
        }
        bundle.Set("text/html", text.Append(html).ToString());
        bundle.Resources = new Dictionary<string, string>();
    }

    /// <summary>Takes the marked resources out of saved HTML.</summary>
    /// <param name="html">HTML of one output.</param>
    /// <param name="resources">Receives each resource under its key; the first of a key stays.</param>
    /// <returns>The HTML without them.</returns>
    public static string Lift(string html, IDictionary<string, string> resources)
    {
        var rest = new StringBuilder(html.Length);
        var position = 0;
        while (true)
        {
            var open = html.IndexOf(Open, position, StringComparison.Ordinal);
            var keyEnd = open < 0 ? -1 : html.IndexOf("-->", open, StringComparison.Ordinal);
            var close = keyEnd < 0 ? -1 : html.IndexOf(Close, keyEnd, StringComparison.Ordinal);
            if (close < 0) return rest.Append(html, position, html.Length - position).ToString();
            rest.Append(html, position, open - position);
            var key = Uri.UnescapeDataString(html[(open + Open.Length)..keyEnd]);
            resources.TryAdd(key, html[(keyEnd + 3)..close]);
            position = close + Close.Length;
        }
    }
}
