using System.Numerics;

namespace Workbench.Weights;

/// <summary>The torch format before zip: five pickles (magic, version, system, object, storage keys), then the storages one after another.</summary>
internal static class LegacyTorchFile
{
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture); // 0x1950a86a20f9469cfc6c
    private const long Version = 1001;

    /// <summary>The first bytes of every such file: the pickled magic number.</summary>
    public static ReadOnlySpan<byte> Signature => [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

    /// <summary>The object of a file; its storages point into the region.</summary>
    public static object? Read(ByteRegion region)
    {
        var input = new PickleInput(region);
        var plain = new StateDictHost((_, site) => throw site.Error(CheckpointProblem.InvalidPersistentId, "the preamble refers to a storage"));
        if (PickleMachine.Run(input, plain) is not BigInteger magic || magic != Magic)
            throw input.Error(CheckpointProblem.UnknownContent, "the file does not begin with torch's magic number");
        if (PickleMachine.Run(input, plain) is not Version)
            throw input.Error(CheckpointProblem.Unsupported, $"the torch protocol is not {Version}");
        CheckSystem(input, PickleMachine.Run(input, plain));
        var storages = new LegacyStorages();
        var root = PickleMachine.Run(input, new StateDictHost(storages.Find));
        storages.Locate(input, PickleMachine.Run(input, plain));
        return root;
    }

    private static void CheckSystem(PickleInput input, object? system)
    {
        if (system is not PickleDictionary facts)
            throw input.Error(CheckpointProblem.Malformed, "the description of the saving machine is no dictionary");
        if (facts["little_endian"] is not true)
            throw input.Error(CheckpointProblem.BigEndian, "the numbers have their most significant byte first; save the file on a little-endian machine");
    }
}
