using System.Text.Json;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Takes received frames apart. Nothing is parsed before the signature was found right.</summary>
internal sealed class MessageReader(MessageSigner signer)
{
    /// <summary>Largest message, all frames together, bytes.</summary>
    public const long MaxBytes = 64L * 1024 * 1024;

    private const int MaxIdentities = 16;
    private const int MaxFrames = 1024;
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private readonly ReplayGuard _replays = new();

    /// <summary>The separator of routing and content, <c>&lt;IDS|MSG&gt;</c>.</summary>
    public static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <returns>The reason when there is no message.</returns>
    public Rejection? TryRead(JupyterChannel channel, IReadOnlyList<byte[]> frames, out JupyterMessage? message)
    {
        message = null;
        if (frames.Count > MaxFrames) return Rejection.WrongFrameCount;
        if (frames.Sum(frame => (long)frame.Length) > MaxBytes) return Rejection.TooLarge;
        var delimiter = IndexOfDelimiter(frames);
        if (delimiter < 0) return Rejection.NoDelimiter;
        if (frames.Count < delimiter + 6) return Rejection.WrongFrameCount;
        var signature = frames[delimiter + 1];
        byte[][] signed = [frames[delimiter + 2], frames[delimiter + 3], frames[delimiter + 4], frames[delimiter + 5]];
        if (!signer.Verify(signed, signature)) return Rejection.BadSignature;
        if (signer.IsActive && !_replays.TryAccept(signature)) return Rejection.Replayed;
        try
        {
            var header = Parse(signed[0]);
            foreach (var unused in signed[1..3]) Parse(unused);
            message = new JupyterMessage(channel, [.. frames.Take(delimiter)], signed[0], Field(header, "msg_id"), Field(header, "msg_type"), Parse(signed[3]));
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException)
        {
            return Rejection.Malformed;
        }
    }

    private static int IndexOfDelimiter(IReadOnlyList<byte[]> frames)
    {
        for (var i = 0; i < Math.Min(frames.Count, MaxIdentities); i++)
        {
            if (Delimiter.SequenceEqual(frames[i])) return i;
        }
        return -1;
    }

    private static JsonElement Parse(byte[] frame)
    {
        using var json = JsonDocument.Parse(frame, Strict);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidDataException("a frame is no object");
        return json.RootElement.Clone();
    }

    private static string Field(JsonElement header, string name) =>
        header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new InvalidDataException($"{name} is missing");
}
