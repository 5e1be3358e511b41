using System.Globalization;
using Spectre.Console;
using Workbench.Generator;
using Workbench.Weights;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench doctor --models</c>: which files of published weights are present, what they really hold, and where the others come from.</summary>
internal static class ModelTable
{
    private static readonly string[] Endings = [".pkl", ".pt", ".pth", ".safetensors"];

    /// <summary>Prints the table; opens every weights file in <c>models/</c>, of which only the description is read.</summary>
    public static int Show()
    {
        var folder = Path.Combine(GeneratorFiles.Repository() ?? Environment.CurrentDirectory, "models");
        var present = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToDictionary(path => Path.GetFileName(path), Content)
            : [];
        var table = new Table().Border(TableBorder.Rounded).AddColumns("file", "what for", "size", "present", "where its authors publish it", "licence");
        foreach (var file in ModelCatalogue.All)
            table.AddRow(Cell(file.FileName), Cell(file.Purpose), Cell(string.Create(CultureInfo.InvariantCulture, $"{file.Megabytes:0} MB")), Cell(State(file, present)), Cell(file.Source), Cell(file.Licence));
        AnsiConsole.Write(table);
        foreach (var (name, content) in present.Where(item => ModelCatalogue.All.All(file => file.FileName != item.Key)))
            AnsiConsole.WriteLine($"also in models/: {name}: {content.Words}");
        AnsiConsole.WriteLine($"Files belong into {folder}; content decides, names do not matter.");
        return 0;
    }

    private static string State(ModelFile file, Dictionary<string, Found> present)
    {
        if (present.TryGetValue(file.FileName, out var found))
            return file.Networks.Count == 0 || found.Networks.Intersect(file.Networks).Any() ? "yes" : $"wrong content: {found.Words}";
        var other = present.FirstOrDefault(item => item.Value.Networks.Intersect(file.Networks).Any());
        return other.Key is null ? "no" : $"as {other.Key}";
    }

    private static Found Content(string path)
    {
        try
        {
            using var file = WeightFile.Open(path);
            return new([.. KnownNetworks.Identify(file.Tensors).Select(item => item.Network)], file.Snapshot is null ? KnownNetworks.Describe(file.Tensors) : file.Summary());
        }
        catch (Exception error) when (error is CheckpointFormatException or IOException or UnauthorizedAccessException)
        {
            return new([], error.Message);
        }
    }

    private static Text Cell(string text) => new(text);

    private sealed record Found(IReadOnlyList<KnownNetwork> Networks, string Words);
}
