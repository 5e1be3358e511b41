using System.Globalization;
using System.Text.Json;
using Workbench.Cameras;
using Workbench.Weights;

namespace Workbench.Data;

/// <summary>The label file of EG3D and PanoHead data sets: <c>dataset.json</c>, <c>{"labels": [["00000/img00000000.png", [25 numbers]], …]}</c>.</summary>
/// <remarks>Numbers may be JSON numbers or JSON strings. The order of samples is that of the sorted image names (ordinal). Other members of the file are ignored.</remarks>
public static class DatasetLabels
{
    private const long LargestFile = 1L << 30; // a label takes about 300 bytes: three million images
    private const int LongestName = 4096;

    /// <summary>Reads a label file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Sorted by name.</returns>
    /// <exception cref="LabelFormatException">The file is not JSON of this form; the message names the entry.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<LabelledImage> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var length = new FileInfo(path).Length;
        if (length > LargestFile)
            throw new LabelFormatException(path, null, $"the file has {length} bytes; label files end at {LargestFile}.");
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads the bytes of a label file.</summary>
    /// <param name="json">UTF-8 text, with or without a byte order mark.</param>
    /// <param name="path">Named in errors.</param>
    /// <returns>Sorted by name.</returns>
    /// <exception cref="LabelFormatException">The text is not JSON of this form.</exception>
    public static IReadOnlyList<LabelledImage> Parse(ReadOnlyMemory<byte> json, string path)
    {
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(document.RootElement, path);
        }
        catch (JsonException error)
        {
            throw new LabelFormatException(path, null, $"this is not JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of it): the file is damaged or something else.", error);
        }
    }

    /// <summary>Writes a label file, sorted by name; the file appears complete or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="images">Names must be relative and unique; mirrored or repeated entries have no place in a file.</param>
    /// <exception cref="ArgumentException">A name is not relative, occurs twice, or an entry is mirrored.</exception>
    public static void Write(string path, IEnumerable<LabelledImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var sorted = images.OrderBy(image => image.Name, StringComparer.Ordinal).ToList();
        for (var i = 0; i < sorted.Count; i++)
        {
            if (NameProblem(sorted[i].Name) is { } problem)
                throw new ArgumentException($"images: '{sorted[i].Name}' {problem}", nameof(images));
            if (sorted[i].Mirrored)
                throw new ArgumentException($"images: '{sorted[i].Name}' is mirrored; a label file describes images as they lie on the disk.", nameof(images));
            if (i > 0 && sorted[i].Name == sorted[i - 1].Name)
                throw new ArgumentException($"images: '{sorted[i].Name}' occurs twice.", nameof(images));
        }
        AtomicFile.Write(path, stream => Serialize(stream, sorted));
    }

    /// <summary>What is unusual about the labels of a data set: one sentence a problem, beginning with the image's name; see <see cref="Camera.Diagnose"/>.</summary>
    /// <param name="images">Any labelled images.</param>
    /// <param name="limit">Stops after so many sentences, since a wrong convention shows at every image.</param>
    public static IReadOnlyList<string> Diagnose(IEnumerable<LabelledImage> images, int limit = 20)
    {
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.SelectMany(image => image.Camera.Diagnose().Select(problem => $"{image.Name}: {problem}")).Take(limit)];
    }

    private static void Serialize(Stream stream, List<LabelledImage> images)
    {
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        writer.WriteStartArray("labels");
        foreach (var image in images)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(image.Name);
            writer.WriteStartArray();
            foreach (var number in image.Camera.Label)
                writer.WriteNumberValue(number);
            writer.WriteEndArray();
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static List<LabelledImage> Parse(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("labels", out var labels))
            throw new LabelFormatException(path, null, "there is no \"labels\" member: expected {\"labels\": [[name, [25 numbers]], …]}.");
        if (labels.ValueKind == JsonValueKind.Null)
            throw new LabelFormatException(path, null, "\"labels\" is null: the data set was packed without cameras. Write them with the pose estimation of the data preparation.");
        if (labels.ValueKind != JsonValueKind.Array)
            throw new LabelFormatException(path, null, $"\"labels\" is a JSON {labels.ValueKind} instead of a list of [name, [25 numbers]].");
        var images = new List<LabelledImage>(labels.GetArrayLength());
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in labels.EnumerateArray())
        {
            var image = ParseEntry(entry, images.Count, path);
            if (!names.Add(image.Name))
                throw new LabelFormatException(path, Quote(image.Name), "this image has two labels; keep one.");
            images.Add(image);
        }
        images.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return images;
    }

    private static LabelledImage ParseEntry(JsonElement entry, int index, string path)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"entry {index}");
        if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2 || entry[0].ValueKind != JsonValueKind.String || entry[1].ValueKind != JsonValueKind.Array)
            throw new LabelFormatException(path, place, "expected [name, [25 numbers]].");
        var name = TextOf(entry[0]) ?? throw new LabelFormatException(path, place, "the name is not valid Unicode.");
        if (NameProblem(name) is { } problem)
            throw new LabelFormatException(path, $"{place} ({Quote(name)})", "the name " + problem);
        if (entry[1].GetArrayLength() != Camera.LabelSize)
            throw new LabelFormatException(path, Quote(name), $"the label has {entry[1].GetArrayLength()} numbers instead of 25 (16 camera-to-world, 9 intrinsics)."
                + (entry[1].GetArrayLength() == 16 ? " The intrinsics are missing; the standard ones are 4.2647 0 0.5 0 4.2647 0.5 0 0 1." : ""));
        var label = new float[Camera.LabelSize];
        for (var i = 0; i < label.Length; i++)
            label[i] = ParseNumber(entry[1][i]) ?? throw new LabelFormatException(path, Quote(name), $"number {i} of the label is {Quote(entry[1][i].GetRawText())}, not a finite number.");
        var camera = Camera.FromLabel(label);
        return camera.LeftHandedness is { } flipped ? throw new LabelFormatException(path, Quote(name), flipped) : new LabelledImage(name, camera);
    }

    private static float? ParseNumber(JsonElement element)
    {
        var value = float.NaN;
        var parsed = element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetSingle(out value),
            JsonValueKind.String => float.TryParse(TextOf(element), NumberStyles.Float, CultureInfo.InvariantCulture, out value),
            _ => false,
        };
        return parsed && float.IsFinite(value) ? value : null;
    }

    /// <summary>The text of a JSON string; null where its bytes or escapes are not Unicode.</summary>
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameProblem(string name) => name switch
    {
        "" => "is empty.",
        { Length: > LongestName } => "is longer than 4096 characters.",
        _ when name.Any(char.IsControl) => "holds control characters.",
        _ when name.Contains('\\', StringComparison.Ordinal) => "holds a backslash; folders are parted by forward slashes.",
        _ when name[0] == '/' || (name.Length > 1 && name[1] == ':') => "is an absolute path; names are relative to the image folder.",
        _ when name.Split('/').Any(part => part is "" or "." or "..") => "holds an empty, '.' or '..' folder; names stay inside the image folder.",
        _ => null,
    };

    /// <summary>Text of a file, made safe and short for a message.</summary>
    private static string Quote(string text)
    {
        var shown = text.Length > 80 ? text[..80] + "…" : text;
        return "'" + string.Concat(shown.Select(letter => char.IsControl(letter) ? '?' : letter)) + "'";
    }
}
