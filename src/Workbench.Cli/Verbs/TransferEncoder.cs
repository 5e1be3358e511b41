using System.CommandLine;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Inversion;

namespace Workbench.Cli.Verbs;

/// <summary>The encoder that re-encodes the transition of edits, if the command line names one.</summary>
internal sealed class TransferEncoder : IDisposable
{
    private readonly List<OpenedEncoder> _opened = [];

    /// <param name="arguments">The command line.</param>
    /// <param name="head">The generator.</param>
    public TransferEncoder(ParseResult arguments, PanoHead head)
    {
        FileInfo[] files = arguments.GetValue(Dual) is { Length: 2 } dual ? dual : arguments.GetValue(One) is { } one ? [one] : [];
        Files = [.. files.Select(file => file.FullName)];
        try
        {
            var encoders = files.Select(file => Load(file, head)).ToArray();
            Encoder = encoders switch
            {
                [var first, var second] => new TransitionEncoder(new DualEncoder(first, second)),
                [var only] => new TransitionEncoder(only),
                _ => null,
            };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public static Option<FileInfo?> One { get; } = new("--encoder") { Description = "Re-encode the transition between the heads with this encoder into tri-grids (workbench train dual-encoder, or fusion); without one the transition is a soft blend." };

    public static Option<FileInfo[]> Dual { get; } = new("--dual") { Description = "The same with two encoders, E1 and E2, that know the back of the head as well.", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };

    /// <summary>The encoder, or null.</summary>
    public IImplicitEncoder? Encoder { get; }

    /// <summary>Its files.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Frees the networks.</summary>
    public void Dispose() => _opened.ForEach(encoder => encoder.Dispose());

    private TriGridEncoder Load(FileInfo file, PanoHead head)
    {
        var opened = EncoderFiles.Open(file.FullName, head);
        _opened.Add(opened);
        return opened.Inverter as TriGridEncoder ?? throw new ArgumentException($"'{file}' holds no encoder into tri-grids, as workbench train writes them.");
    }
}
