using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace Workbench.Notebooks.Engine;

/// <summary>Documentation comments of one assembly, read from XML files when somebody looks.</summary>
/// <remarks>The framework's files hold 30 MB of text; they are read through for each question (tens of milliseconds) rather than kept in memory.</remarks>
internal sealed class DocumentationFiles : DocumentationProvider
{
    private static readonly Lazy<string?> FrameworkPack = new(FindFrameworkPack);

    private readonly string _assembly;
    private readonly ConcurrentDictionary<string, string> _answers = new();

    private DocumentationFiles(string assembly) => _assembly = assembly;

    /// <summary>The documentation that belongs to an assembly file: beside it, or for the framework in the SDK's reference pack.</summary>
    public static DocumentationFiles Of(string assembly) => new(assembly);

    public override bool Equals(object? obj) => obj is DocumentationFiles other && other._assembly == _assembly;

    public override int GetHashCode() => _assembly.GetHashCode(StringComparison.Ordinal);

    protected override string GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken) =>
        _answers.GetOrAdd(documentationMemberID, id => Candidates(id).Select(file => Find(file, id, cancellationToken)).FirstOrDefault(text => text is not null) ?? string.Empty);

    // types of the framework live in other assemblies than their documentation says
    private IEnumerable<string> Candidates(string id)
    {
        var beside = Path.ChangeExtension(_assembly, ".xml");
        if (File.Exists(beside)) return [beside];
        if (!HostAssemblies.IsFrameworkName(HostAssemblies.Name(_assembly)) || FrameworkPack.Value is not { } pack) return [];
        var name = id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('(')[0];
        var bySpace = new List<string>();
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1)) bySpace.Add(name[..dot]);
        return ((IEnumerable<string>)[name, .. bySpace, HostAssemblies.Name(_assembly), "System.Runtime", "System.Collections", "System.Linq", "System.Threading", "System.Memory", "System.Runtime.Extensions"])
            .Distinct().Select(part => Path.Combine(pack, part + ".xml")).Where(File.Exists);
    }

    private static string? Find(string file, string id, CancellationToken token)
    {
        try
        {
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.ReadToFollowing("member"))
            {
                token.ThrowIfCancellationRequested();
                if (reader.GetAttribute("name") == id) return reader.ReadOuterXml();
            }
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            // damaged documentation is none
        }
        return null;
    }

    private static string? FindFrameworkPack()
    {
        var packs = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        var framework = string.Create(CultureInfo.InvariantCulture, $"net{Environment.Version.Major}.{Environment.Version.Minor}");
        return !Directory.Exists(packs) ? null : Directory.EnumerateDirectories(packs)
            .Select(version => Path.Combine(version, "ref", framework)).Where(Directory.Exists).Order(StringComparer.Ordinal).LastOrDefault();
    }
}
