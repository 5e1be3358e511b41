using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Workbench.Notebooks.Engine;

/// <summary>Resolves <c>#r</c> inside files that <c>#load</c> brings in, by the same rules as in cells.</summary>
internal sealed class LoadedScriptReferences(ScriptReferences references, string workingDirectory) : MetadataReferenceResolver
{
    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var folder = Path.GetDirectoryName(baseFilePath) is { Length: > 0 } beside ? Path.GetFullPath(beside, workingDirectory) : workingDirectory;
        try
        {
            references.AddFile(reference, folder);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or InvalidDataException)
        {
            return []; // the compiler reports the reference as not found, with file and line
        }
        return references.Find(HostAssemblies.Name(reference)) is { } found ? [found] : [];
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
