using System.IO.Hashing;
using System.Text;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Editing;

/// <summary>What a finished line of a list of transfers leaves beside its edit, so that the same line need not be done again.</summary>
public sealed record FinishedTransfer
{
    /// <summary>Fingerprint of everything that went in.</summary>
    public string Input { get; init; } = "";

    /// <summary>Fingerprint of the edit's file.</summary>
    public string Output { get; init; } = "";

    /// <summary>Signal-to-noise ratio of what must not change, dB; null where there was nothing to look at.</summary>
    public double? Kept { get; init; }

    /// <summary>Overlap of the part, or null.</summary>
    public double? Overlap { get; init; }

    /// <summary>Seam excess, or null.</summary>
    public double? Seam { get; init; }

    /// <summary>LPIPS or LPIPS-demo of what must not change, or null.</summary>
    public double? Perceptual { get; init; }

    /// <summary>ID or ID-demo to the target, or null.</summary>
    public double? Identity { get; init; }

    /// <summary>The measures of an edit.</summary>
    public static FinishedTransfer Of(EditQuality quality)
    {
        ArgumentNullException.ThrowIfNull(quality);
        static double? Finite(double value) => double.IsFinite(value) ? value : null;
        return new FinishedTransfer
        {
            Kept = Finite(quality.Mean(view => view.PreservePsnr)),
            Overlap = Finite(quality.Mean(view => view.PartIou)),
            Seam = Finite(quality.Mean(view => view.SeamExcess)),
            Perceptual = Finite(quality.Mean(view => view.PreserveLpips)),
            Identity = Finite(quality.IdentityKept),
        };
    }

    /// <summary>Fingerprint of inputs in words; a word that names a file counts with the file's content.</summary>
    /// <param name="words">Generator, settings, heads.</param>
    public static string InputOf(params IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var hash = new XxHash128();
        foreach (var word in words)
        {
            hash.Append(Encoding.UTF8.GetBytes(word));
            hash.Append([0]);
            if (word.Length < 4096 && File.Exists(word))
                hash.Append(Encoding.UTF8.GetBytes(OfFile(word)));
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Keeps this beside an edit; call it when everything else of the line is written.</summary>
    /// <param name="record">Where to.</param>
    /// <param name="input">What went in, as of <see cref="InputOf"/>.</param>
    /// <param name="edit">The file of the edit.</param>
    public void Save(string record, string input, string edit)
    {
        var json = ConfigJson.Write(this with { Input = input, Output = OfFile(edit) });
        AtomicFile.Write(record, stream => stream.Write(Encoding.UTF8.GetBytes(json)));
    }

    /// <summary>The measures of a line that is finished: its record belongs to the same inputs and its edit lies there unchanged. Null where it must be done.</summary>
    /// <param name="record">Where the record lies.</param>
    /// <param name="input">What goes in.</param>
    /// <param name="edit">The file of the edit.</param>
    public static FinishedTransfer? Find(string record, string input, string edit)
    {
        if (!File.Exists(record) || !File.Exists(edit))
            return null;
        try
        {
            var known = ConfigJson.ReadFile<FinishedTransfer>(record);
            return known.Input == input && known.Output == OfFile(edit) ? known : null;
        }
        catch (ConfigFormatException)
        {
            return null; // a damaged record proves nothing: the line is done again and the record replaced
        }
    }

    private static string OfFile(string path)
    {
        var hash = new XxHash128();
        using var stream = File.OpenRead(path);
        hash.Append(stream);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
