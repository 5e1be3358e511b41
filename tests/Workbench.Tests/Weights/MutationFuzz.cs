using System.Diagnostics;
using Workbench.Weights;

namespace Workbench.Tests.Weights;

/// <summary>Mutates sample files and opens the results; counts what happens.</summary>
internal sealed class MutationFuzz(int seed)
{
    private static readonly byte[][] Interesting =
    [
        [0], [1], [0x7f], [0x80], [0xff], [0xff, 0xff], [0, 0, 0, 0x80], [0xff, 0xff, 0xff, 0x7f], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0, 0, 0, 0, 0x80], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        [(byte)PickleOpcode.EmptyDictionary], [(byte)PickleOpcode.EmptyList], [(byte)PickleOpcode.Mark], [(byte)PickleOpcode.Tuple], [(byte)PickleOpcode.Reduce], [(byte)PickleOpcode.Build], [(byte)PickleOpcode.Get8, 0],
        [(byte)PickleOpcode.SetItems], [(byte)PickleOpcode.Append], [(byte)PickleOpcode.Stop], [(byte)PickleOpcode.Memoize], [(byte)PickleOpcode.PersistentId], [(byte)PickleOpcode.NewObject],
        [.. "{}"u8], [.. "[-1]"u8], [.. "1e999"u8], [.. "\\ud800"u8], [.. "9223372036854775807"u8], [.. "PK\x01\x02"u8],
    ];

    private readonly Random _random = new(seed);

    // Parts are mutated before they are wrapped, so that the mutations pass the outer layer.
    private readonly (byte[] Part, Func<byte[], byte[]> Wrap, Action<byte[]> Open)[] _targets =
    [
        .. SampleFiles.All.Values.Select(file => (file, (Func<byte[], byte[]>)(bytes => bytes), (Action<byte[]>)Hostile.OpenAll)),
        (SampleFiles.All["safetensors"], bytes => bytes, Hostile.OpenSafeTensors),
        (SampleFiles.All["network pickle"], bytes => bytes, Hostile.OpenNetworks),
        (SampleFiles.StateDictPickle(), bytes => SampleFiles.TorchArchiveFile(bytes), Hostile.OpenAll),
        (SampleFiles.StateDictPickle(), bytes => SampleFiles.TorchArchiveFile(bytes, compress: true), Hostile.OpenAll),
        (SampleFiles.Header, bytes => SampleFiles.SafeTensors(bytes, 44), Hostile.OpenSafeTensors),
        (SampleFiles.All["npy"], bytes => new ZipWriter().Add("a.npy", bytes, compress: true).ToArray(), Hostile.OpenAll),
    ];

    public int Executions { get; private set; }

    /// <summary>Inputs that were still valid.</summary>
    public int Accepted { get; private set; }

    public Dictionary<CheckpointProblem, int> Problems { get; } = [];

    /// <summary>Longest time of one input.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>Most managed memory of one input, beyond four times its length.</summary>
    public long LargestExcess { get; private set; }

    /// <summary>Opens one mutated input; anything but the documented exception passes through.</summary>
    public void Step()
    {
        var (part, wrap, open) = Pick(_targets);
        Run(wrap(Mutate(part)), open);
    }

    private void Run(byte[] input, Action<byte[]> open)
    {
        Executions++;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        try
        {
            open(input);
            Accepted++;
        }
        catch (CheckpointFormatException error)
        {
            Problems[error.Reason] = Problems.GetValueOrDefault(error.Reason) + 1;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"input {Convert.ToBase64String(input)} ends in {error.GetType().Name}", error);
        }
        Slowest = watch.Elapsed > Slowest ? watch.Elapsed : Slowest;
        LargestExcess = Math.Max(LargestExcess, GC.GetAllocatedBytesForCurrentThread() - before - 4L * input.Length);
    }

    private byte[] Mutate(byte[] part)
    {
        var bytes = new List<byte>(part);
        for (var change = _random.Next(1, 6); change > 0; change--)
            Change(bytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var length = Math.Min(_random.Next(1, 1 << _random.Next(1, 8)), bytes.Count - at);
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Pick(Interesting));
                break;
            case 5:
                var values = Pick(Interesting);
                for (var index = 0; index < values.Length && at + index < bytes.Count; index++)
                    bytes[at + index] = values[index];
                break;
            default:
                var other = Pick(_targets).Part;
                var from = _random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(length, other.Length - from)).ToArray());
                break;
        }
    }

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
