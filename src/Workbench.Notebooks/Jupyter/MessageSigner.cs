using System.Security.Cryptography;
using System.Text;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Signs and checks the four JSON frames of messages: HMAC-SHA256 in lowercase hexadecimal. Safe for several threads.</summary>
internal sealed class MessageSigner(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>False with an empty key: signatures are empty and nothing is checked.</summary>
    public bool IsActive => _key.Length > 0;

    /// <param name="frames">Header, parent header, metadata and content as they are sent.</param>
    public byte[] Sign(ReadOnlySpan<byte[]> frames)
    {
        if (!IsActive) return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var frame in frames) hash.AppendData(frame);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Compares in a time that does not depend on where the difference is.</summary>
    public bool Verify(ReadOnlySpan<byte[]> frames, ReadOnlySpan<byte> signature) => !IsActive || CryptographicOperations.FixedTimeEquals(Sign(frames), signature);
}
