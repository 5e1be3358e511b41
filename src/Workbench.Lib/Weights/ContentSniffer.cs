using System.Buffers.Binary;
using System.Text;

namespace Workbench.Weights;

/// <summary>Tells formats apart by their first bytes.</summary>
internal static class ContentSniffer
{
    /// <summary>The format; a zip archive counts as torch's until its entries are known.</summary>
    /// <exception cref="CheckpointFormatException">The content is something else, which the message names.</exception>
    public static WeightFormat Sniff(ByteRegion file)
    {
        if (file.Length == 0)
            throw file.Error(CheckpointProblem.Empty, 0, "the file is empty; the download or copy failed, fetch it again");
        Span<byte> buffer = stackalloc byte[512];
        var head = buffer[..(int)Math.Min(buffer.Length, file.Length)];
        file.Read(0, head, "the first bytes");
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
            return WeightFormat.TorchArchive;
        if (head.StartsWith(NumpyHeader.Signature))
            return WeightFormat.NumpyArray;
        if (LooksLikeSafeTensors(head))
            return WeightFormat.SafeTensors;
        if (head.StartsWith(LegacyTorchFile.Signature))
            return WeightFormat.LegacyTorch;
        if (head.Length >= 2 && head[0] == 0x80 && head[1] is >= 2 and <= 5)
            return WeightFormat.NetworkPickle;
        throw file.Error(CheckpointProblem.UnknownContent, 0, $"the file holds no weights: {Describe(head)}");
    }

    private static bool LooksLikeSafeTensors(ReadOnlySpan<byte> head) =>
        head.Length >= 9 && head[8] == '{' && unchecked((ulong)BinaryPrimitives.ReadInt64LittleEndian(head)) <= SafeTensorsHeader.MaximumLength;

    private static string Describe(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head).TrimStart('\ufeff', ' ', '\r', '\n', '\t');
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return "it is a Git LFS pointer; run 'git lfs pull' to fetch the content";
        if (text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
            return "it is a web page saved instead of the file; open the link in a browser and download the file itself";
        if (head is [0x1f, 0x8b, ..])
            return "it is compressed with gzip; unpack it first";
        if (head.StartsWith("BZh"u8) || head is [0xfd, (byte)'7', (byte)'z', ..] || head is [(byte)'7', (byte)'z', 0xbc, 0xaf, ..] || head.StartsWith("Rar!"u8))
            return "it is a compressed archive; unpack it first";
        if (head.Length > 262 && head[257..].StartsWith("ustar"u8))
            return "it is a tar archive (an unpacked download, or a torch file from before 2017); unpack it or save it again with a newer torch";
        if (head is [0x89, (byte)'H', (byte)'D', (byte)'F', ..])
            return "it is an HDF5 file of another framework; export the weights as safetensors";
        if (head is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xff, 0xd8, 0xff, ..])
            return "it is a picture";
        if (head[0] is (byte)'{' or (byte)'[')
            return "it is JSON text";
        return head.IndexOfAnyExcept((byte)0) < 0
            ? "its first bytes are all zero; the download was interrupted, fetch it again"
            : $"it begins with {Convert.ToHexStringLower(head[..Math.Min(16, head.Length)])}; known are safetensors, torch .pth/.pt, network .pkl, .npy and .npz";
    }
}
