using System.Text.Json;

namespace Workbench.Tests.Parity;

/// <summary>Values of a fixture's metadata, with what holds when a key is missing.</summary>
internal static class JsonOptions
{
    public static int Integer(this JsonElement options, string key, int missing) => options.TryGetProperty(key, out var value) ? value.GetInt32() : missing;

    public static double Number(this JsonElement options, string key, double missing) => options.MaybeNumber(key) ?? missing;

    public static double? MaybeNumber(this JsonElement options, string key) =>
        options.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public static bool Flag(this JsonElement options, string key, bool missing) => options.TryGetProperty(key, out var value) ? value.GetBoolean() : missing;

    public static string Text(this JsonElement options, string key, string missing) => options.TryGetProperty(key, out var value) ? value.GetString()! : missing;
}
