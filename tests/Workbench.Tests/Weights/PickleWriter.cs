using System.Buffers.Binary;
using System.Text;
using Workbench.Weights;

namespace Workbench.Tests.Weights;

/// <summary>Writes pickles instruction by instruction, right and wrong ones alike.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();

    public PickleWriter(byte? protocol = 2)
    {
        if (protocol is { } version)
            Op(PickleOpcode.Protocol, version);
    }

    public byte[] ToArray() => _bytes.ToArray();

    public byte[] Stop() => Op(PickleOpcode.Stop).ToArray();

    public PickleWriter Op(PickleOpcode opcode, params ReadOnlySpan<byte> operand)
    {
        _bytes.WriteByte((byte)opcode);
        _bytes.Write(operand);
        return this;
    }

    public PickleWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Op(PickleOpcode.Unicode, UInt32((uint)bytes.Length)).Raw(bytes);
    }

    public PickleWriter Int(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Op(PickleOpcode.Long8, 8).Raw(bytes);
    }

    public PickleWriter Bytes(byte[] bytes) => Op(PickleOpcode.Bytes32, UInt32((uint)bytes.Length)).Raw(bytes);

    public PickleWriter None() => Op(PickleOpcode.None);

    public PickleWriter Bool(bool value) => Op(value ? PickleOpcode.True : PickleOpcode.False);

    public PickleWriter Global(string module, string name) => Op(PickleOpcode.Global).Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleWriter Put(byte index) => Op(PickleOpcode.Put8, index);

    public PickleWriter Get(byte index) => Op(PickleOpcode.Get8, index);

    public PickleWriter Tuple(params ReadOnlySpan<Action<PickleWriter>> items) => Sequence(PickleOpcode.Tuple, items);

    public PickleWriter Integers(params ReadOnlySpan<long> values)
    {
        Op(PickleOpcode.Mark);
        foreach (var value in values)
            Int(value);
        return Op(PickleOpcode.Tuple);
    }

    public PickleWriter List(params ReadOnlySpan<Action<PickleWriter>> items)
    {
        Op(PickleOpcode.EmptyList);
        return Sequence(PickleOpcode.Appends, items);
    }

    public PickleWriter Set(params ReadOnlySpan<string> items)
    {
        Op(PickleOpcode.EmptySet).Op(PickleOpcode.Mark);
        foreach (var item in items)
            Text(item);
        return Op(PickleOpcode.AddItems);
    }

    public PickleWriter Dictionary(params ReadOnlySpan<(string Key, Action<PickleWriter> Value)> items)
    {
        Op(PickleOpcode.EmptyDictionary);
        return Items(items);
    }

    public PickleWriter OrderedDictionary(params ReadOnlySpan<(string Key, Action<PickleWriter> Value)> items)
    {
        Global("collections", "OrderedDict").Op(PickleOpcode.EmptyTuple).Op(PickleOpcode.Reduce);
        return Items(items);
    }

    public PickleWriter Call(string module, string name, params ReadOnlySpan<Action<PickleWriter>> arguments)
    {
        Global(module, name);
        return Sequence(PickleOpcode.Tuple, arguments).Op(PickleOpcode.Reduce);
    }

    /// <summary>A tensor on the storage that an action pushes.</summary>
    public PickleWriter Tensor(Action<PickleWriter> storage, long offset, long[] shape, long[] strides) =>
        Call("torch._utils", "_rebuild_tensor_v2", storage, w => w.Int(offset), w => w.Integers(shape), w => w.Integers(strides), w => w.Bool(false), w => w.OrderedDictionary());

    /// <summary>The persistent id of a storage.</summary>
    public PickleWriter Storage(string type, string key, long count, Action<PickleWriter>? view = null)
    {
        Op(PickleOpcode.Mark).Text("storage").Global("torch", type).Text(key).Text("cpu").Int(count);
        view?.Invoke(this);
        return Op(PickleOpcode.Tuple).Op(PickleOpcode.PersistentId);
    }

    public static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private PickleWriter Items(ReadOnlySpan<(string Key, Action<PickleWriter> Value)> items)
    {
        if (items.IsEmpty)
            return this;
        Op(PickleOpcode.Mark);
        foreach (var (key, value) in items)
        {
            Text(key);
            value(this);
        }
        return Op(PickleOpcode.SetItems);
    }

    private PickleWriter Sequence(PickleOpcode end, ReadOnlySpan<Action<PickleWriter>> items)
    {
        Op(PickleOpcode.Mark);
        foreach (var item in items)
            item(this);
        return Op(end);
    }
}
