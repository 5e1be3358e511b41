using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Makes the frames of messages that the kernel sends. Safe for several threads.</summary>
internal sealed class MessageWriter(MessageSigner signer)
{
    /// <summary>Version of the messaging protocol.</summary>
    public const string ProtocolVersion = "5.4";

    private static readonly byte[] Empty = "{}"u8.ToArray();
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Id of this kernel's life, in every header.</summary>
    public string Session { get; } = Guid.NewGuid().ToString("N");

    public List<byte[]> Write(OutgoingMessage message)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = Session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            ["msg_type"] = message.Type,
            ["version"] = ProtocolVersion,
        };
        byte[][] signed = [Bytes(header), message.Parent?.Header ?? Empty, Empty, Bytes(message.Content)];
        return [.. message.Identities, MessageReader.Delimiter.ToArray(), signer.Sign(signed), .. signed];
    }

    private static byte[] Bytes(JsonObject json)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Plain)) json.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
