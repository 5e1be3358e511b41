using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Workbench.Viewer.Server;

/// <summary>What a page asks for.</summary>
/// <param name="Number">The page's number of the request, sent back with the picture.</param>
/// <param name="IsMoving">The view will change again at once: a draft will do.</param>
/// <param name="State">Pose and values within their limits.</param>
internal sealed record StateRequest(long Number, bool IsMoving, ViewState State);

/// <summary>Reads what comes from outside into states of one subject: known names only, finite numbers only, brought within the limits.</summary>
internal sealed class StateReader(IViewerSubject subject)
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 3, AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow };

    private readonly Dictionary<string, ViewerControl> _controls = subject.Controls.ToDictionary(control => control.Name, StringComparer.Ordinal);
    private readonly ViewState _initial = ViewState.Initial(subject);

    /// <summary>Reads a message of the page.</summary>
    /// <param name="message">UTF-8 JSON.</param>
    /// <param name="problem">Why it was refused.</param>
    /// <returns>Null where it is refused.</returns>
    public StateRequest? Read(ReadOnlyMemory<byte> message, out string problem)
    {
        problem = "";
        try
        {
            using var document = JsonDocument.Parse(message, Json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException("a message is an object.");
            var edit = new Edit(this);
            var (number, moving) = (0L, false);
            foreach (var property in root.EnumerateObject())
                switch (property.Name)
                {
                    case "id":
                        number = property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt64(out var id) ? id : throw new FormatException("id is no whole number.");
                        break;
                    case "moving":
                        moving = property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? property.Value.GetBoolean() : throw new FormatException("moving is neither true nor false.");
                        break;
                    case "values" when property.Value.ValueKind == JsonValueKind.Object:
                        foreach (var value in property.Value.EnumerateObject())
                            edit.SetControl(value.Name, Number(value.Value));
                        break;
                    default:
                        edit.SetPose(property.Name, Number(property.Value));
                        break;
                }
            return new StateRequest(number, moving, edit.State);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            problem = error is JsonException ? "not valid JSON." : error.Message;
            return null;
        }
    }

    /// <summary>Reads the query of an address.</summary>
    public ViewState? Read(IQueryCollection query, out string problem)
    {
        problem = "";
        try
        {
            var edit = new Edit(this);
            foreach (var (name, texts) in query)
            {
                var text = texts.Count == 1 && texts[0] is { Length: <= 32 } single ? single : throw new FormatException("every name stands once, with a short number.");
                if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                    throw new FormatException("a value is no number.");
                if (_controls.ContainsKey(name))
                    edit.SetControl(name, Finite(value));
                else
                    edit.SetPose(name, Finite(value));
            }
            return edit.State;
        }
        catch (FormatException error)
        {
            problem = error.Message;
            return null;
        }
    }

    private static double Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) ? Finite(value) : throw new FormatException("a value is no number.");

    private static double Finite(double value) => double.IsFinite(value) ? value : throw new FormatException("a value is not finite.");

    private sealed class Edit(StateReader reader)
    {
        private readonly Dictionary<string, double> _values = new(reader._initial.Values, StringComparer.Ordinal);
        private ViewPose _pose = reader._initial.Pose;

        public ViewState State => new() { Pose = _pose.Rounded(reader._initial.Pose.Distance), Values = _values };

        public void SetControl(string name, double value) =>
            _values[name] = reader._controls.TryGetValue(name, out var control) ? control.Nearest(value) : throw new FormatException("an unknown control is named.");

        public void SetPose(string name, double value) => _pose = name switch
        {
            "yaw" => _pose with { Yaw = value },
            "pitch" => _pose with { Pitch = value },
            "distance" => _pose with { Distance = value },
            "fov" => _pose with { FieldOfView = value },
            _ => throw new FormatException("an unknown name is set."),
        };
    }
}
