using Workbench.Weights;

namespace Workbench.Tests.Weights;

/// <summary>The pickle machine under attack: as a state dict (strict) and as a network pickle (everything inert).</summary>
public sealed class HostilePickleTests : TensorTest
{
    private static byte[] Archive(byte[] pickle) => new ZipWriter().Add("x/data.pkl", pickle).ToArray();

    private static PickleWriter New() => new();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("importlib", "import_module")]
    [InlineData("marshal", "loads")]
    [InlineData("torch", "load")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("collections", "OrderedDict.clear")]
    [InlineData("COLLECTIONS", "OrderedDict")]
    [InlineData("numpy.testing", "Storage")]
    public void Globals_outside_the_list_are_refused_however_they_are_named(string module, string name)
    {
        Hostile.Refused(Archive(New().Global(module, name).Stop()), CheckpointProblem.ForbiddenGlobal);
        Hostile.Refused(Archive(New().Text(module).Text(name).Op(PickleOpcode.GlobalFromStack).Stop()), CheckpointProblem.ForbiddenGlobal);
        Hostile.Refused(Archive(New().Op(PickleOpcode.Mark).Text("id").Op(PickleOpcode.Instance).Raw(System.Text.Encoding.ASCII.GetBytes($"{module}\n{name}\n")).Stop()), CheckpointProblem.ForbiddenGlobal);
    }

    [Fact]
    public void In_a_network_pickle_an_attack_is_only_a_name()
    {
        var canary = Path.Combine(Path.GetTempPath(), $"canary-{Environment.ProcessId}");
        var bytes = new PickleWriter(4).Dictionary(
            ("G_ema", SampleFiles.Module("G", w => w.OrderedDictionary(), w => w.OrderedDictionary(), w => w.OrderedDictionary(), ("payload", w => w.Call("os", "system", t => t.Text($"touch {canary}")))))).Stop();
        using var snapshot = NetworkPickle.Read(new MemoryBytes("x", bytes));
        Assert.False(File.Exists(canary));
        Assert.Equal(["os.system"], snapshot.UnknownGlobals);
        Assert.Equal("os.system", (string?)snapshot["G_ema"].Attributes["payload"]!["$class"]);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x99)]
    [InlineData(0xff)]
    [InlineData('z')]
    public void Unknown_instructions_are_refused(byte opcode) => Hostile.Refused(Archive(New().Raw(opcode).Stop()), CheckpointProblem.UnknownOpcode);

    [Theory]
    [InlineData(PickleOpcodeName.Extension8)]
    [InlineData(PickleOpcodeName.NextBuffer)]
    public void Instructions_for_data_outside_the_file_are_refused(PickleOpcodeName opcode) =>
        Hostile.Refused(Archive(New().Raw((byte)opcode, 1).Stop()), CheckpointProblem.Unsupported);

    [Fact]
    public void Protocol_6_is_refused() => Hostile.Refused(Archive(new PickleWriter(6).None().Stop()), CheckpointProblem.Unsupported);

    [Fact]
    public void Items_set_on_something_else_than_a_dictionary_are_refused()
    {
        Hostile.Refused(Archive(New().Op(PickleOpcode.EmptyList).Text("k").None().Op(PickleOpcode.SetItem).Stop()), CheckpointProblem.WrongOperand);
        Hostile.Refused(Archive(New().Integers(1).Op(PickleOpcode.Mark).Text("k").None().Op(PickleOpcode.SetItems).Stop()), CheckpointProblem.WrongOperand);
        Hostile.Refused(Archive(New().Tensor(s => s.Storage("FloatStorage", "0", 0), 0, [0], [1]).Text("k").None().Op(PickleOpcode.SetItem).Stop()), CheckpointProblem.MissingEntry);
        Hostile.Refused(Archive(New().Call("argparse", "Namespace").Text("k").None().Op(PickleOpcode.SetItem).Stop()), CheckpointProblem.WrongOperand);
    }

    [Fact]
    public void Appending_to_something_else_than_a_list_is_refused()
    {
        Hostile.Refused(Archive(New().Op(PickleOpcode.EmptyDictionary).None().Op(PickleOpcode.Append).Stop()), CheckpointProblem.WrongOperand);
        Hostile.Refused(Archive(New().Text("x").Op(PickleOpcode.Mark).None().Op(PickleOpcode.Appends).Stop()), CheckpointProblem.WrongOperand);
        Hostile.Refused(Archive(New().Op(PickleOpcode.EmptyList).Op(PickleOpcode.Mark).None().Op(PickleOpcode.AddItems).Stop()), CheckpointProblem.WrongOperand);
    }

    [Fact]
    public void An_odd_number_of_keys_and_values_is_refused() =>
        Hostile.Refused(Archive(New().Op(PickleOpcode.EmptyDictionary).Op(PickleOpcode.Mark).Text("k").Op(PickleOpcode.SetItems).Stop()), CheckpointProblem.Malformed);

    [Fact]
    public void Building_a_plain_value_is_refused() => Hostile.Refused(Archive(New().Text("x").None().Op(PickleOpcode.Build).Stop()), CheckpointProblem.WrongOperand);

    [Fact]
    public void Calling_a_plain_value_is_refused() => Hostile.Refused(Archive(New().Text("x").Op(PickleOpcode.EmptyTuple).Op(PickleOpcode.Reduce).Stop()), CheckpointProblem.WrongOperand);

    [Fact]
    public void Calling_without_a_tuple_is_refused() => Hostile.Refused(Archive(New().Global("collections", "OrderedDict").None().Op(PickleOpcode.Reduce).Stop()), CheckpointProblem.WrongOperand);

    [Theory]
    [InlineData("collections", "OrderedDict")]
    [InlineData("builtins", "set")]
    [InlineData("torch._utils", "_rebuild_tensor_v2")]
    [InlineData("torch._utils", "_rebuild_parameter")]
    [InlineData("torch._tensor", "_rebuild_from_type_v2")]
    [InlineData("torch", "Size")]
    [InlineData("torch", "device")]
    [InlineData("torch", "FloatStorage")]
    [InlineData("_codecs", "encode")]
    [InlineData("copyreg", "_reconstructor")]
    [InlineData("numpy.core.multiarray", "scalar")]
    public void Known_functions_with_wrong_arguments_are_refused(string module, string name) =>
        Hostile.Refused(Archive(New().Call(module, name, w => w.Bool(true), w => w.Bool(true)).Stop()), CheckpointProblem.InvalidCall);

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void Getting_a_memo_index_that_was_never_stored_is_refused(byte index) =>
        Hostile.Refused(Archive(New().Get(index).Stop()), CheckpointProblem.MemoIndexOutOfRange);

    [Fact]
    public void Memo_indices_that_jump_or_are_negative_are_refused()
    {
        Hostile.Refused(Archive(New().None().Op(PickleOpcode.Put32, 0xff, 0xff, 0xff, 0xff).Stop()), CheckpointProblem.MemoIndexOutOfRange);
        Hostile.Refused(Archive(New().None().Op(PickleOpcode.PutText).Raw("-1\n"u8).Stop()), CheckpointProblem.MemoIndexOutOfRange);
        Hostile.Refused(Archive(New().None().Op(PickleOpcode.GetText).Raw("99999999999999999999\n"u8).Stop()), CheckpointProblem.MemoIndexOutOfRange);
        Hostile.Refused(Archive(New().None().Put(5).Op(PickleOpcode.Pop).Get(4).Stop()), CheckpointProblem.MemoIndexOutOfRange);
    }

    [Theory]
    [InlineData(PickleOpcodeName.Pop)]
    [InlineData(PickleOpcodeName.PopMark)]
    [InlineData(PickleOpcodeName.Duplicate)]
    [InlineData(PickleOpcodeName.Tuple)]
    [InlineData(PickleOpcodeName.Tuple1)]
    [InlineData(PickleOpcodeName.Tuple3)]
    [InlineData(PickleOpcodeName.Reduce)]
    [InlineData(PickleOpcodeName.Build)]
    [InlineData(PickleOpcodeName.SetItem)]
    [InlineData(PickleOpcodeName.SetItems)]
    [InlineData(PickleOpcodeName.Append)]
    [InlineData(PickleOpcodeName.Memoize)]
    [InlineData(PickleOpcodeName.PersistentId)]
    [InlineData(PickleOpcodeName.GlobalFromStack)]
    [InlineData(PickleOpcodeName.Object)]
    public void Instructions_without_their_operands_are_refused(PickleOpcodeName opcode) =>
        Hostile.Refused(Archive(New().Raw((byte)opcode).Stop()), CheckpointProblem.StackUnderflow);

    [Fact]
    public void Operands_behind_a_mark_are_out_of_reach() =>
        Hostile.Refused(Archive(New().None().None().Op(PickleOpcode.Mark).Op(PickleOpcode.Tuple2).Stop()), CheckpointProblem.StackUnderflow);

    [Fact]
    public void A_pickle_that_ends_with_a_full_or_empty_stack_is_refused()
    {
        Hostile.Refused(Archive(New().None().None().Stop()), CheckpointProblem.Malformed);
        Hostile.Refused(Archive(New().Stop()), CheckpointProblem.Malformed);
        Hostile.Refused(Archive(New().None().Op(PickleOpcode.Mark).Stop()), CheckpointProblem.Malformed);
    }

    [Theory]
    [InlineData(PickleOpcodeName.Unicode)]
    [InlineData(PickleOpcodeName.Bytes32)]
    [InlineData(PickleOpcodeName.Latin1)]
    public void A_text_longer_than_the_file_is_refused_before_memory_is_taken(PickleOpcodeName opcode) =>
        Hostile.Refused(Archive(New().Raw([(byte)opcode, 0xff, 0xff, 0xff, 0x7f]).Stop()), CheckpointProblem.Truncated);

    [Theory]
    [InlineData(PickleOpcodeName.Unicode64)]
    [InlineData(PickleOpcodeName.Bytes64)]
    [InlineData(PickleOpcodeName.ByteArray64)]
    [InlineData(PickleOpcodeName.Frame)]
    public void A_64_bit_length_beyond_the_file_is_refused(PickleOpcodeName opcode)
    {
        Hostile.Refused(Archive(New().Raw((byte)opcode).Raw(BitConverter.GetBytes(long.MaxValue)).Stop()), CheckpointProblem.Truncated);
        Hostile.Refused(Archive(New().Raw((byte)opcode).Raw(BitConverter.GetBytes(-1L)).Stop()), CheckpointProblem.Truncated);
    }

    [Fact]
    public void A_huge_integer_is_refused()
    {
        Hostile.Refused(Archive(New().Op(PickleOpcode.Long32, PickleWriter.UInt32(100_000)).Raw(new byte[100_000]).Stop()), CheckpointProblem.TooManyValues);
        Hostile.Refused(Archive(New().Op(PickleOpcode.Long32, 0xff, 0xff, 0xff, 0xff).Stop()), CheckpointProblem.TooManyValues);
        Hostile.Refused(Archive(New().Op(PickleOpcode.LongText).Raw([.. Enumerable.Repeat((byte)'9', 5000), (byte)'\n']).Stop()), CheckpointProblem.Malformed);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused() =>
        Hostile.Refused(Archive(New().Op(PickleOpcode.ShortUnicode, 2, 0xc3, 0x28).Stop()), CheckpointProblem.InvalidText);

    [Fact]
    public void Lists_nested_ten_thousand_deep_are_refused()
    {
        var pickle = New();
        for (var level = 0; level < 10_000; level++)
            pickle.Op(PickleOpcode.EmptyList);
        for (var level = 1; level < 10_000; level++)
            pickle.Op(PickleOpcode.Append);
        Hostile.Refused(Archive(pickle.Stop()), CheckpointProblem.NestingTooDeep);
    }

    [Fact]
    public void Modules_nested_too_deeply_are_refused()
    {
        var module = SampleFiles.Module("Leaf", w => w.OrderedDictionary(), w => w.OrderedDictionary(), w => w.OrderedDictionary());
        for (var level = 0; level < 300; level++)
        {
            var inner = module;
            module = SampleFiles.Module("M", w => w.OrderedDictionary(), w => w.OrderedDictionary(), w => w.OrderedDictionary(("m", inner)));
        }
        Hostile.RefusedNetworks(new PickleWriter(4).Dictionary(("G", module)).Stop(), CheckpointProblem.NestingTooDeep);
    }

    [Fact]
    public void A_value_that_contains_itself_is_refused()
    {
        Hostile.Refused(Archive(New().Op(PickleOpcode.EmptyList).Put(0).Get(0).Op(PickleOpcode.Append).Stop()), CheckpointProblem.NestingTooDeep);
        Hostile.Refused(Archive(New().Op(PickleOpcode.EmptyDictionary).Put(0).Text("self").Get(0).Op(PickleOpcode.SetItem).Stop()), CheckpointProblem.NestingTooDeep);
    }

    [Fact]
    public void A_module_that_contains_itself_is_refused()
    {
        var module = SampleFiles.Module("M", w => w.OrderedDictionary(), w => w.OrderedDictionary(), w => w.OrderedDictionary().Put(0));
        var bytes = new PickleWriter(4).Dictionary(("G", w =>
        {
            module(w);
            w.Put(1).Op(PickleOpcode.Pop).Get(0).Text("m").Get(1).Op(PickleOpcode.SetItem).Op(PickleOpcode.Pop).Get(1);
        })).Stop();
        Hostile.RefusedNetworks(bytes, CheckpointProblem.NestingTooDeep);
    }

    [Fact]
    public void A_small_graph_that_unfolds_to_billions_of_values_is_refused()
    {
        var pickle = New().Op(PickleOpcode.EmptyTuple);
        for (byte level = 0; level < 60; level++)
            pickle.Put(level).Get(level).Op(PickleOpcode.Tuple2);
        Hostile.Refused(Archive(pickle.Stop()), CheckpointProblem.TooManyValues);
    }

    [Fact]
    public void Long_names_that_unfold_are_refused()
    {
        var key = new string('k', 100_000);
        var pickle = New().Text(key).Put(0).Op(PickleOpcode.Pop).None();
        for (byte level = 1; level < 40; level++)
            pickle.Put(level).Op(PickleOpcode.Pop).Op(PickleOpcode.EmptyDictionary).Get(0).Get(level).Op(PickleOpcode.SetItem);
        Hostile.Refused(Archive(pickle.Stop()), CheckpointProblem.TooManyValues);
    }

    [Theory]
    [InlineData(PickleOpcodeName.EmptyDictionary)]
    [InlineData(PickleOpcodeName.EmptyList)]
    [InlineData(PickleOpcodeName.EmptySet)]
    public void Containers_of_one_byte_each_are_refused(PickleOpcodeName opcode)
    {
        var bytes = Archive(New().Raw([.. Enumerable.Repeat((byte)opcode, 200_000)]).Stop());
        Hostile.Refused(bytes, CheckpointProblem.TooManyValues);
    }

    [Fact]
    public void A_list_copied_again_and_again_by_calls_is_refused()
    {
        var pickle = New().Op(PickleOpcode.EmptyList).Op(PickleOpcode.Mark);
        for (var item = 0; item < 10_000; item++)
            pickle.None();
        pickle.Op(PickleOpcode.Appends).Op(PickleOpcode.Tuple1).Put(0).Op(PickleOpcode.Pop).Global("builtins", "set").Put(1).Op(PickleOpcode.Pop).Op(PickleOpcode.Mark);
        for (var call = 0; call < 10_000; call++)
            pickle.Get(1).Get(0).Op(PickleOpcode.Reduce);
        Hostile.Refused(Archive(pickle.Op(PickleOpcode.Tuple).Stop()), CheckpointProblem.TooManyValues);
    }

    [Theory]
    [InlineData("storage")]
    [InlineData("module")]
    public void Persistent_ids_that_are_no_storage_are_refused(string kind)
    {
        Hostile.Refused(Archive(New().Tuple(w => w.Text(kind), w => w.Text("FloatStorage")).Op(PickleOpcode.PersistentId).Stop()), CheckpointProblem.InvalidPersistentId);
        Hostile.Refused(Archive(New().Op(PickleOpcode.PersistentIdText).Raw("12\n"u8).Stop()), CheckpointProblem.InvalidPersistentId);
        Hostile.RefusedNetworks(New().Integers(1).Op(PickleOpcode.PersistentId).Stop(), CheckpointProblem.InvalidPersistentId);
    }

    [Fact]
    public void Big_endian_NumPy_numbers_are_refused() =>
        Hostile.Refused(Archive(Scalar(">", 8)), CheckpointProblem.BigEndian);

    [Fact]
    public void NumPy_numbers_of_the_wrong_length_are_refused() =>
        Hostile.Refused(Archive(Scalar("<", 7)), CheckpointProblem.SizeMismatch);

    [Fact]
    public void Two_tensors_with_one_dotted_name_are_refused()
    {
        var tensor = SampleFiles.Floats("0", 2);
        var pickle = New().Dictionary(("a.b", tensor), ("a", w => w.Dictionary(("b", tensor)))).Stop();
        Hostile.Refused(new ZipWriter().Add("x/data.pkl", pickle).Add("x/data/0", new byte[8]).ToArray(), CheckpointProblem.DuplicateName);
    }

    private static byte[] Scalar(string order, int length) => new PickleWriter(3).Call(
        "numpy.core.multiarray", "scalar",
        w => w.Call("numpy", "dtype", t => t.Text("f8"), t => t.Bool(false), t => t.Bool(true)).Tuple(t => t.Int(3), t => t.Text(order)).Op(PickleOpcode.Build),
        w => w.Bytes(new byte[length])).Stop();

    /// <summary>Instructions by name, public so that test cases can be listed.</summary>
    public enum PickleOpcodeName : byte
    {
        Pop = (byte)'0', PopMark = (byte)'1', Duplicate = (byte)'2', Tuple = (byte)'t', Tuple1 = 0x85, Tuple3 = 0x87, Reduce = (byte)'R', Build = (byte)'b', SetItem = (byte)'s', SetItems = (byte)'u',
        Append = (byte)'a', Memoize = 0x94, PersistentId = (byte)'Q', GlobalFromStack = 0x93, Object = (byte)'o', Unicode = (byte)'X', Bytes32 = (byte)'B', Latin1 = (byte)'T', Unicode64 = 0x8d, Bytes64 = 0x8e,
        ByteArray64 = 0x96, Frame = 0x95, EmptyDictionary = (byte)'}', EmptyList = (byte)']', EmptySet = 0x8f, Extension8 = 0x82, NextBuffer = 0x97,
    }
}
