using System.Text.Json;

namespace Workbench.Notebooks.Jupyter;

/// <summary>A received message whose signature was right.</summary>
/// <param name="Channel">Where it came from.</param>
/// <param name="Identities">Routing frames, for the answer.</param>
/// <param name="Header">The header exactly as received: it is the parent header of everything that answers it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type, for example <c>execute_request</c>.</param>
/// <param name="Content">Its content, an object.</param>
internal sealed record JupyterMessage(JupyterChannel Channel, IReadOnlyList<byte[]> Identities, byte[] Header, string Id, string Type, JsonElement Content)
{
    /// <exception cref="RequestException">The field is missing or no string.</exception>
    public string Text(string name) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new RequestException($"{Type}: the field \"{name}\" must be a string.");

    public string Text(string name, string missing) => Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : missing;

    public bool Flag(string name, bool missing) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : missing;

    public int? Number(string name) => Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}

/// <summary>A request that is signed and well formed but does not say what it must.</summary>
internal sealed class RequestException(string message) : Exception(message);
