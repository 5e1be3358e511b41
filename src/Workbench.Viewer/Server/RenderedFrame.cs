using System.Buffers.Binary;
using System.Text.Json;
using Workbench.Display;

namespace Workbench.Viewer.Server;

/// <summary>One picture on its way to a page: a JSON header and an encoded image.</summary>
/// <param name="Number">The page's number of the request.</param>
/// <param name="IsFinal">Draft or final.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Milliseconds">Time to draw and encode.</param>
/// <param name="Caption">What is seen.</param>
/// <param name="Type">MIME type of the image.</param>
/// <param name="Image">The encoded image; empty where drawing failed.</param>
internal sealed record RenderedFrame(long Number, bool IsFinal, int Width, int Height, double Milliseconds, string Caption, string Type, byte[] Image)
{
    private const int DraftQuality = 82, FinalQuality = 95;

    /// <summary>Code that makes the picture again; final pictures only.</summary>
    public string? Snippet { get; init; }

    /// <summary>What went wrong, for the reader.</summary>
    public string? Error { get; init; }

    /// <summary>Encodes a picture for a page: JPEG, or PNG where it is partly transparent or so small that single pixels matter.</summary>
    public static (string Type, byte[] Data) Encode(Picture picture, bool isFinal)
    {
        var exact = !picture.IsOpaque;
        return exact
            ? ("image/png", ImageCodec.Current.Encode(picture, ImageFormat.Png))
            : ("image/jpeg", ImageCodec.Current.Encode(picture, ImageFormat.Jpeg, isFinal ? FinalQuality : DraftQuality));
    }

    /// <summary>The message: four bytes length of the header, little-endian; the header; the image.</summary>
    public byte[] ToMessage()
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = Number,
            final = IsFinal,
            width = Width,
            height = Height,
            ms = Math.Round(Milliseconds, 1),
            caption = Caption,
            type = Type,
            snippet = Snippet,
            error = Error,
        });
        var message = new byte[sizeof(int) + header.Length + Image.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, header.Length);
        header.CopyTo(message, sizeof(int));
        Image.CopyTo(message, sizeof(int) + header.Length);
        return message;
    }
}
