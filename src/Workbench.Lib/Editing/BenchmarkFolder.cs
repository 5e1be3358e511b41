using System.Globalization;
using System.Text;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Editing;

/// <summary>Numbers of one method on one pair, as a benchmark keeps them.</summary>
internal sealed record BenchmarkNumbers
{
    /// <summary>The method.</summary>
    public string Method { get; init; } = "";

    /// <summary>Its settings as JSON; empty for a baseline. Other settings under the same name count as not measured.</summary>
    public string Settings { get; init; } = "";

    /// <summary>dB against the true picture, one a yaw of <see cref="EditQuality.Yaws"/>.</summary>
    public IReadOnlyList<double> Truth { get; init; } = [];

    /// <summary>dB against the generator's own picture, likewise.</summary>
    public IReadOnlyList<double> Possible { get; init; } = [];

    /// <summary>dB against the true picture in which brows and beard keep their colour, likewise.</summary>
    public IReadOnlyList<double> OwnColours { get; init; } = [];

    /// <summary>Wall time.</summary>
    public double Seconds { get; init; }
}

/// <summary>Everything measured on one pair.</summary>
internal sealed record BenchmarkPair
{
    /// <summary>Fingerprint of the generator's weights.</summary>
    public string Generator { get; init; } = "";

    /// <summary>Seed of the target.</summary>
    public uint Target { get; init; }

    /// <summary>Seed of the reference.</summary>
    public uint Reference { get; init; }

    /// <summary>One a method.</summary>
    public IReadOnlyList<BenchmarkNumbers> Methods { get; init; } = [];

    /// <summary>Numbers of a method with these settings, or null.</summary>
    public BenchmarkNumbers? Of(string method, string settings) => Methods.FirstOrDefault(one => one.Method == method && one.Settings == settings);

    /// <summary>The same with a method's numbers put in or replaced.</summary>
    public BenchmarkPair With(BenchmarkNumbers numbers) => this with { Methods = [.. Methods.Where(one => one.Method != numbers.Method), numbers] };
}

/// <summary>Where a benchmark keeps its numbers, a file a pair, so that nothing measured is measured again. Several processes may fill one folder: each claims a pair while it works on it.</summary>
/// <param name="path">The folder; null keeps nothing.</param>
/// <param name="generator">Fingerprint of the generator.</param>
internal sealed class BenchmarkFolder(string? path, string generator)
{
    /// <summary>What is known of a pair.</summary>
    /// <exception cref="IOException">The folder holds numbers of another generator, or a damaged file.</exception>
    public BenchmarkPair Read(StylePair pair)
    {
        var none = new BenchmarkPair { Generator = generator, Target = pair.Target, Reference = pair.Reference };
        if (path is null || FileOf(pair) is not { } file || !File.Exists(file))
            return none;
        BenchmarkPair known;
        try
        {
            known = ConfigJson.ReadFile<BenchmarkPair>(file);
        }
        catch (ConfigFormatException error)
        {
            throw new IOException($"{error.Message} Delete the file; its pair is measured again.", error);
        }
        if (known.Generator != generator)
            throw new IOException($"{file} holds numbers of another generator ({known.Generator}) than the one in use ({generator}). Take another folder.");
        if (known.Target != pair.Target || known.Reference != pair.Reference || known.Methods.Any(one => one.Truth.Count != EditQuality.Yaws.Count || one.Possible.Count != EditQuality.Yaws.Count || one.OwnColours.Count != EditQuality.Yaws.Count))
            throw new IOException($"{file} does not hold {EditQuality.Yaws.Count} numbers a method for the heads {pair.Target} and {pair.Reference}. Delete the file; its pair is measured again.");
        return known;
    }

    /// <summary>Keeps what is known of a pair; the file is complete or absent.</summary>
    public void Write(StylePair pair, BenchmarkPair known)
    {
        if (path is not null)
            AtomicFile.Write(FileOf(pair), stream => stream.Write(Encoding.UTF8.GetBytes(ConfigJson.Write(known))));
    }

    /// <summary>Claims a pair until the result is disposed; null where another process has it. The claim of a process that ends otherwise ends with it.</summary>
    public IDisposable? Claim(StylePair pair)
    {
        if (path is null)
            return Stream.Null;
        try
        {
            return new FileStream(FileOf(pair) + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            return null;
        }
    }

    private string FileOf(StylePair pair) => Path.Combine(path!, string.Create(CultureInfo.InvariantCulture, $"pair-{pair.Target}-{pair.Reference}.json"));
}
