using System.Globalization;
using System.Text;

namespace Workbench.Weights;

/// <summary>A weights file that cannot be read: which file, what is wrong, where, and what to do about it.</summary>
/// <remarks>The only exception that the readers of this namespace throw for bad content. Missing files and failing disks stay <see cref="IOException"/>.</remarks>
public sealed class CheckpointFormatException : Exception
{
    /// <summary>Describes the problem.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">The name of the failure.</param>
    /// <param name="offset">Byte offset in the file (in a compressed entry: in the expanded entry); −1 where no place can be named.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public CheckpointFormatException(string path, CheckpointProblem reason, long offset, string message)
        : base(offset < 0 ? $"{path}: {Printable(message)}" : $"{path}: {Printable(message)} (at byte {offset})")
    {
        Path = path;
        Reason = reason;
        Offset = offset;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The name of the failure.</summary>
    public CheckpointProblem Reason { get; }

    /// <summary>Byte offset of the failure, or −1.</summary>
    public long Offset { get; }

    // Messages quote names from files that may hold anything, terminal commands included.
    private static string Printable(string message)
    {
        const int longest = 2000;
        var text = new StringBuilder();
        foreach (var sign in message.AsSpan(0, Math.Min(message.Length, longest)))
            if (char.IsControl(sign) || char.IsSurrogate(sign) || char.GetUnicodeCategory(sign) == UnicodeCategory.Format)
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}");
            else
                text.Append(sign);
        return message.Length > longest ? text.Append('…').ToString() : text.ToString();
    }
}
