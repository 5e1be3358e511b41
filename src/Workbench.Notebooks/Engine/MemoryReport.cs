using System.Globalization;
using Workbench.Notebooks.Formatting;

namespace Workbench.Notebooks.Engine;

/// <summary>What the process and its tensors take, and which variables hold them.</summary>
[TypeFormatterSource(typeof(MemoryReportFormatters))]
public sealed record MemoryReport
{
    /// <summary>Bytes of the process in memory.</summary>
    public required long ProcessBytes { get; init; }

    /// <summary>Bytes of the managed heap.</summary>
    public required long ManagedBytes { get; init; }

    /// <summary>Tensors that are neither disposed nor collected; null while TorchSharp is not loaded.</summary>
    public required long? LiveTensors { get; init; }

    /// <summary>The variables of finished cells that hold tensors, largest first. A tensor that two of them share is counted for one.</summary>
    public required IReadOnlyList<TensorHolder> Holders { get; init; }

    /// <summary>Bytes of the tensors of all variables on each device.</summary>
    public IReadOnlyDictionary<string, long> BytesByDevice =>
        Holders.GroupBy(holder => holder.Device).ToDictionary(group => group.Key, group => group.Sum(holder => holder.Bytes));

    /// <summary>The report as lines of text.</summary>
    public override string ToString()
    {
        var lines = new List<string> { $"process {Size(ProcessBytes)}, managed heap {Size(ManagedBytes)}" };
        if (LiveTensors is { } live) lines.Add(Summary(live));
        lines.AddRange(Holders.Select(holder => string.Create(CultureInfo.InvariantCulture, $"  {holder.Variable,-20} {holder.Tensors,6} tensors {Size(holder.Bytes),12} {holder.Device}")));
        return string.Join('\n', lines);
    }

    /// <summary>A number of bytes for the reader.</summary>
    internal static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.00} GiB"),
    };

    /// <summary>One line about all tensors.</summary>
    internal string Summary(long live)
    {
        var devices = BytesByDevice.Count == 0 ? "none held by variables" : string.Join(", ", BytesByDevice.Select(item => $"{Size(item.Value)} on {item.Key}"));
        var elsewhere = live - Holders.Sum(holder => (long)holder.Tensors);
        return string.Create(CultureInfo.InvariantCulture, $"{live} live tensors: {devices}{(elsewhere > 0 && BytesByDevice.Count > 0 ? $"; {elsewhere} held elsewhere" : string.Empty)}");
    }
}

/// <summary>A variable that holds tensors on one device.</summary>
/// <param name="Variable">Its name; an older variable of a name that was declared again is marked.</param>
/// <param name="Tensors">Number of live tensors.</param>
/// <param name="Bytes">Bytes of their elements.</param>
/// <param name="Device">Where they are, for example <c>cpu</c> or <c>cuda:0</c>.</param>
public sealed record TensorHolder(string Variable, int Tensors, long Bytes, string Device);
