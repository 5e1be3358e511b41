namespace Workbench.Weights;

/// <summary>Runs the instructions of one pickle and builds inert values. Nothing is imported, looked up or called.</summary>
/// <remarks>
/// No method recurses, so no nesting can overflow the stack. Every instruction takes constant time, apart from those that copy what earlier
/// instructions pushed one by one; so time is linear in the input. Memory is charged against a budget of 8 MiB plus 16 bytes per input byte.
/// </remarks>
internal sealed partial class PickleMachine
{
    private const int LargestMemoGap = 64;
    private static readonly object Unset = new();
    private static readonly object[] SmallIntegers = [.. Enumerable.Range(0, 256).Select(value => (object)(long)value)];
    private static readonly object True = true;
    private static readonly object False = false;

    private readonly PickleInput _input;
    private readonly PickleHost _host;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = [];
    private long _budget;

    private PickleMachine(PickleInput input, PickleHost host)
    {
        _input = input;
        _host = host;
        _budget = Math.Min((8L << 20) + 16 * Math.Min(input.Remaining, 1L << 40), 1L << 30);
    }

    /// <summary>Reads one pickle and leaves the input behind it.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="host">Decides what globals mean.</param>
    public static object? Run(PickleInput input, PickleHost host)
    {
        var machine = new PickleMachine(input, host);
        while (machine.Step())
        {
        }
        if (machine._marks.Count > 0 || machine._stack.Count != 1)
            throw machine.Error(CheckpointProblem.Malformed, $"the pickle ends with {machine._stack.Count} values and {machine._marks.Count} marks on its stack instead of one value");
        return machine._stack[0];
    }

    private PickleSite Site => new(_input.Region, _input.Position);

    /// <summary>Executes one instruction; false at the end.</summary>
    private bool Step()
    {
        var opcode = (PickleOpcode)_input.Byte();
        switch (opcode)
        {
            case PickleOpcode.Stop: return false;
            case PickleOpcode.Protocol: CheckProtocol(_input.Byte()); break;
            case PickleOpcode.Frame: _input.Length64(); break;
            case PickleOpcode.Mark: PushMark(); break;
            case PickleOpcode.Pop: PopOrUnmark(); break;
            case PickleOpcode.PopMark: DropTo(PopMark()); break;
            case PickleOpcode.Duplicate: Push(Peek(), 0); break;

            case PickleOpcode.None: Push(null, 0); break;
            case PickleOpcode.True: Push(True, 0); break;
            case PickleOpcode.False: Push(False, 0); break;
            case PickleOpcode.UInt8: Push(SmallIntegers[_input.Byte()], 0); break;
            case PickleOpcode.UInt16: Push((long)_input.UInt16(), 24); break;
            case PickleOpcode.Int32: Push((long)_input.Int32(), 24); break;
            case PickleOpcode.Long8: Push(_input.Integer(_input.Byte()), 32); break;
            case PickleOpcode.Long32: Push(_input.Integer(_input.Int32()), 32); break;
            case PickleOpcode.Float64: Push(_input.Float64(), 24); break;
            case PickleOpcode.IntegerText: Push(IntegerLine(), 32); break;
            case PickleOpcode.LongText: Push(LongLine(), 32); break;
            case PickleOpcode.FloatText: Push(FloatLine(), 24); break;

            case PickleOpcode.ShortUnicode: PushText(_input.Text(_input.Byte())); break;
            case PickleOpcode.Unicode: PushText(_input.Text(_input.UInt32())); break;
            case PickleOpcode.Unicode64: PushText(_input.Text(_input.Length64())); break;
            case PickleOpcode.ShortLatin1: PushText(_input.Latin1(_input.Byte())); break;
            case PickleOpcode.Latin1: PushText(_input.Latin1(_input.UInt32())); break;
            case PickleOpcode.UnicodeText: PushText(UnicodeLine()); break;
            case PickleOpcode.QuotedText: PushText(QuotedLine()); break;
            case PickleOpcode.ShortBytes: Push(_input.Blob(_input.Byte()), 48); break;
            case PickleOpcode.Bytes32: Push(_input.Blob(_input.UInt32()), 48); break;
            case PickleOpcode.Bytes64 or PickleOpcode.ByteArray64: Push(_input.Blob(_input.Length64()), 48); break;

            case PickleOpcode.EmptyTuple: Push(PickleTuple.Empty, 0); break;
            case PickleOpcode.Tuple1: PushTuple(1); break;
            case PickleOpcode.Tuple2: PushTuple(2); break;
            case PickleOpcode.Tuple3: PushTuple(3); break;
            case PickleOpcode.Tuple: PushTuple(_stack.Count - PopMark()); break;
            case PickleOpcode.EmptyList: Push(new PickleList(), 96); break;
            case PickleOpcode.List: Push(ListOf(PopItems(PopMark())), 96); break;
            case PickleOpcode.Append: Append(_stack.Count - 1); break;
            case PickleOpcode.Appends: Append(PopMark()); break;
            case PickleOpcode.EmptyDictionary: Push(new PickleDictionary(), 48); break;
            case PickleOpcode.Dictionary: Push(DictionaryOf(PopMark()), 48); break;
            case PickleOpcode.SetItem: SetItems(_stack.Count - 2); break;
            case PickleOpcode.SetItems: SetItems(PopMark()); break;
            case PickleOpcode.EmptySet: Push(new PickleSet(), 96); break;
            case PickleOpcode.FrozenSet: Push(SetOf(PopItems(PopMark())), 96); break;
            case PickleOpcode.AddItems: AddItems(PopMark()); break;

            case PickleOpcode.Global: PushGlobal(_input.Line(), _input.Line()); break;
            case PickleOpcode.GlobalFromStack: GlobalFromStack(); break;
            case PickleOpcode.Reduce or PickleOpcode.NewObject: Call(hasKeywords: false); break;
            case PickleOpcode.NewObjectWithKeywords: Call(hasKeywords: true); break;
            case PickleOpcode.Instance: Instance(); break;
            case PickleOpcode.Object: Object(); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.PersistentId: Push(_host.Persistent(Pop(), Site), 64); break;
            case PickleOpcode.PersistentIdText: Push(_host.Persistent(_input.Line(), Site), 64); break;

            case PickleOpcode.Memoize: Put(_memo.Count); break;
            case PickleOpcode.Put8: Put(_input.Byte()); break;
            case PickleOpcode.Put32: Put(_input.UInt32()); break;
            case PickleOpcode.PutText: Put(IndexLine()); break;
            case PickleOpcode.Get8: Get(_input.Byte()); break;
            case PickleOpcode.Get32: Get(_input.UInt32()); break;
            case PickleOpcode.GetText: Get(IndexLine()); break;

            case PickleOpcode.Extension8 or PickleOpcode.Extension16 or PickleOpcode.Extension32 or PickleOpcode.NextBuffer or PickleOpcode.ReadOnlyBuffer:
                throw Error(CheckpointProblem.Unsupported, $"the instruction {opcode} refers to data outside the file");
            default:
                throw Error(CheckpointProblem.UnknownOpcode, $"0x{(byte)opcode:x2} is no pickle instruction; the file is damaged or no pickle");
        }
        return true;
    }

    private CheckpointFormatException Error(CheckpointProblem problem, string message) => _input.Error(problem, message);

    private void CheckProtocol(byte version)
    {
        if (version > 5)
            throw Error(CheckpointProblem.Unsupported, $"pickle protocol {version} is newer than 5");
    }

    // ---- stack ----

    /// <summary>Pushes a value that took some bytes of memory.</summary>
    private void Push(object? value, long size)
    {
        Charge(size + 24); // a growing list allocates three times what it holds
        _stack.Add(value);
    }

    private void PushText(string text) => Push(text, 2L * text.Length);

    private void PushMark()
    {
        Charge(12);
        _marks.Add(_stack.Count);
    }

    private void PushTuple(int count)
    {
        var items = PopItems(_stack.Count - count);
        Push(new PickleTuple(items), 48 + 8L * items.Length);
    }

    private void Charge(long bytes)
    {
        _budget -= bytes;
        if (_budget < 0)
            throw Error(CheckpointProblem.TooManyValues, "the values take far more memory than the file has bytes; it was made to exhaust memory");
    }

    /// <summary>The lowest stack place that the current instruction may take.</summary>
    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Underflow();

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private int PopMark()
    {
        if (_marks.Count == 0)
            throw Error(CheckpointProblem.StackUnderflow, "an instruction needs a mark that was never set");
        var mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return mark;
    }

    private void PopOrUnmark()
    {
        if (_marks.Count > 0 && _marks[^1] == _stack.Count)
            PopMark();
        else
            Pop();
    }

    private object?[] PopItems(int from)
    {
        if (from < Floor)
            throw Underflow();
        var items = _stack.GetRange(from, _stack.Count - from).ToArray();
        DropTo(from);
        return items;
    }

    private void DropTo(int count) => _stack.RemoveRange(count, _stack.Count - count);

    private CheckpointFormatException Underflow() => Error(CheckpointProblem.StackUnderflow, "an instruction takes more values than there are");

    // ---- memo ----

    private void Put(long index)
    {
        if (index < 0 || index > _memo.Count + LargestMemoGap)
            throw Error(CheckpointProblem.MemoIndexOutOfRange, $"memo index {index} jumps ahead; {_memo.Count} are in use");
        while (_memo.Count <= index)
        {
            Charge(24);
            _memo.Add(Unset);
        }
        _memo[(int)index] = Peek();
    }

    private void Get(long index)
    {
        if (index < 0 || index >= _memo.Count || ReferenceEquals(_memo[(int)index], Unset))
            throw Error(CheckpointProblem.MemoIndexOutOfRange, $"memo index {index} was never stored");
        Push(_memo[(int)index], 0);
    }
}
