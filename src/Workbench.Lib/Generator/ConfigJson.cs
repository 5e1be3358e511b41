using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Rendering;

namespace Workbench.Generator;

/// <summary>Configuration records as JSON: camelCase names, enums by name, plane axes as words, unknown names refused.</summary>
public static class ConfigJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        IgnoreReadOnlyProperties = true,
        IncludeFields = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(), new PlaneAxesConverter() },
    };

    /// <summary>The JSON text of a configuration.</summary>
    public static string Write<T>(T config)
        where T : class => JsonSerializer.Serialize(config, Options);

    /// <summary>Reads a configuration; names that are left out keep their defaults.</summary>
    /// <exception cref="JsonException">The text is no JSON, or a name or value is unknown; the message gives the path.</exception>
    public static T Read<T>(string json)
        where T : class => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"The text 'null' is no {typeof(T).Name}.");

    private sealed class PlaneAxesConverter : JsonConverter<PlaneAxes>
    {
        public override PlaneAxes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return PlaneAxes.Parse(reader.GetString() ?? "");
            }
            catch (FormatException error)
            {
                throw new JsonException(error.Message, error);
            }
        }

        public override void Write(Utf8JsonWriter writer, PlaneAxes value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
