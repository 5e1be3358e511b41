using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebooks.Engine;

/// <summary>The executed cells as projects of an editor workspace, and one project more for the cell under the cursor.</summary>
/// <remarks>
/// The chain is kept and only appended to: building it anew costs more than a second at 100 cells. The cell under the cursor is a fork
/// that is dropped after the answer. One thread uses it.
/// </remarks>
internal sealed class SubmissionChain : IDisposable
{
    private readonly AdhocWorkspace _workspace = new(MefHostServices.Create(MefHostServices.DefaultAssemblies));
    private Solution _solution;
    private ProjectId? _last;
    private int _count;

    public SubmissionChain() => _solution = _workspace.CurrentSolution;

    /// <summary>Adds an executed cell.</summary>
    public void Append(string code, ImmutableArray<MetadataReference> references, CSharpCompilationOptions options) =>
        (_solution, _, _last) = With(code, references, options);

    /// <summary>The cell under the cursor as a document behind all executed cells.</summary>
    public Document Fork(string code, ImmutableArray<MetadataReference> references, CSharpCompilationOptions options)
    {
        var (solution, document, _) = With(code, references, options);
        return solution.GetDocument(document)!;
    }

    /// <summary>Forgets the executed cells.</summary>
    public void Clear() => (_solution, _last) = (_workspace.CurrentSolution, null);

    public void Dispose() => _workspace.Dispose();

    private (Solution Solution, DocumentId Document, ProjectId Project) With(string code, ImmutableArray<MetadataReference> references, CSharpCompilationOptions options)
    {
        var name = "cell" + (_count++).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var project = ProjectId.CreateNewId(name);
        var document = DocumentId.CreateNewId(project, name);
        var text = TextLoader.From(TextAndVersion.Create(SourceText.From(code), VersionStamp.Create()));
        var information = ProjectInfo.Create(
            project, VersionStamp.Create(), name, name, LanguageNames.CSharp,
            compilationOptions: options,
            parseOptions: CellParser.ParseOptions,
            documents: [DocumentInfo.Create(document, name, sourceCodeKind: SourceCodeKind.Script, loader: text)],
            projectReferences: _last is { } previous ? [new ProjectReference(previous)] : [],
            metadataReferences: references,
            isSubmission: true,
            hostObjectType: null);
        return (_solution.AddProject(information), document, project);
    }
}
