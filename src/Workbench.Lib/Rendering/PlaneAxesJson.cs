using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Rendering;

/// <summary>Plane axes as words in JSON.</summary>
internal sealed class PlaneAxesJson : JsonConverter<PlaneAxes>
{
    /// <inheritdoc/>
    public override PlaneAxes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.GetString() is not { Length: > 0 } words)
            throw new JsonException("Plane axes are written as words, such as \"xyz xzy yzx\".");
        try
        {
            return PlaneAxes.Parse(words);
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PlaneAxes value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
