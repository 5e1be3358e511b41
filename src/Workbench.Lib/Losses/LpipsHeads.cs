using Workbench.Weights;

namespace Workbench.Losses;

/// <summary>The published heads of LPIPS 0.1, which travel inside the library (BSD-2-Clause, notice in data/README.md).</summary>
public static class LpipsHeads
{
    private const string Resource = "lpips-heads.safetensors";

    /// <summary>The heads of one network; the caller's scope owns them.</summary>
    /// <param name="network">Which one.</param>
    /// <returns>[C] a layer.</returns>
    public static IReadOnlyList<Tensor> Published(LpipsNetwork network)
    {
        using var stream = typeof(LpipsHeads).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The resource {Resource} is missing from this build.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        using var file = SafeTensors.Read(new MemoryBytes(Resource, bytes));
        var prefix = network.ToString().ToLowerInvariant() + ".lin";
        var heads = new List<Tensor>();
        while (file.Entries.ContainsKey($"{prefix}{heads.Count}.weight"))
            heads.Add(file.Load($"{prefix}{heads.Count}.weight"));
        return heads;
    }

    /// <summary>Heads from a file of the published package: <c>lin0.model.1.weight</c> and so on, [1, C, 1, 1]; the caller's scope owns them.</summary>
    /// <param name="path">For example <c>alex.pth</c> of PerceptualSimilarity 0.1.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged or holds no heads.</exception>
    public static IReadOnlyList<Tensor> Load(string path)
    {
        using var file = WeightFile.Open(path);
        var heads = new List<Tensor>();
        while (file.Tensors.ContainsKey($"lin{heads.Count}.model.1.weight"))
            heads.Add(file.Tensors.Load($"lin{heads.Count}.model.1.weight"));
        return heads.Count > 0
            ? heads
            : throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1, $"these are no LPIPS heads (lin0.model.1.weight, …); the file looks like {KnownNetworks.Describe(file.Tensors)}");
    }
}
