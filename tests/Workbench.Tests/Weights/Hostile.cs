using Workbench.Weights;

namespace Workbench.Tests.Weights;

/// <summary>Checks that bad bytes end in a named error and cost no memory.</summary>
internal static class Hostile
{
    private const string Name = "hostile.bin";
    private const long Slack = 16 << 20;

    /// <summary>Opens any format and loads everything.</summary>
    public static void OpenAll(byte[] bytes)
    {
        using var scope = NewDisposeScope();
        using var file = WeightFile.Read(new MemoryBytes(Name, bytes));
        file.Tensors.LoadAll();
        foreach (var network in file.Snapshot?.Networks.Values ?? [])
            network.AttributeTensors.LoadAll();
        file.Summary();
    }

    /// <summary>Opens as safetensors, whatever the bytes look like.</summary>
    public static void OpenSafeTensors(byte[] bytes)
    {
        using var scope = NewDisposeScope();
        using var file = SafeTensors.Read(new MemoryBytes(Name, bytes));
        file.LoadAll();
    }

    /// <summary>Opens as a network pickle, whatever the bytes look like.</summary>
    public static void OpenNetworks(byte[] bytes)
    {
        using var scope = NewDisposeScope();
        using var snapshot = NetworkPickle.Read(new MemoryBytes(Name, bytes));
        foreach (var network in snapshot.Networks.Values)
            network.LoadStateDict();
    }

    public static CheckpointFormatException Refused(byte[] bytes, CheckpointProblem problem) => Refused(() => OpenAll(bytes), bytes.Length, problem);

    public static CheckpointFormatException RefusedSafeTensors(byte[] bytes, CheckpointProblem problem) => Refused(() => OpenSafeTensors(bytes), bytes.Length, problem);

    public static CheckpointFormatException RefusedNetworks(byte[] bytes, CheckpointProblem problem) => Refused(() => OpenNetworks(bytes), bytes.Length, problem);

    public static CheckpointFormatException Refused(Action open, long length, CheckpointProblem problem)
    {
        CheckpointFormatException? error = null;
        BoundedMemory(length, () => error = Assert.Throws<CheckpointFormatException>(open));
        Assert.True(problem == error!.Reason, $"expected {problem}, got {error.Reason}: {error.Message}");
        Assert.InRange(error.Offset, 0, length);
        Assert.Contains($"(at byte {error.Offset})", error.Message, StringComparison.Ordinal);
        return error;
    }

    /// <summary>Runs an action that may allocate no more than 16 MiB above a number of bytes.</summary>
    public static void BoundedMemory(long length, Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, length + Slack);
    }
}
