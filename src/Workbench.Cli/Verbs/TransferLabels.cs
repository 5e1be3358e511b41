using Workbench.Editing;
using Workbench.Parsing;

namespace Workbench.Cli.Verbs;

/// <summary>Part labels of heads whose truth is not known: by the face parser where its file is given or lies in <c>models/</c>, else by colours.</summary>
/// <param name="parserFile">79999_iter.pth, or null.</param>
internal sealed class TransferLabels(FileInfo? parserFile) : IDisposable
{
    private readonly ColourLabels _colours = new();
    private FaceParser? _parser;
    private ParserLabels? _parsed;

    /// <summary>The best source at hand.</summary>
    public IPartLabels Best()
    {
        if ((parserFile?.FullName ?? LabelSources.ParserFile()) is not { } path)
            return _colours;
        _parser ??= FaceParser.Load(path);
        return _parsed ??= new ParserLabels(_parser);
    }

    /// <summary>Frees the parser.</summary>
    public void Dispose() => _parser?.Dispose();
}
