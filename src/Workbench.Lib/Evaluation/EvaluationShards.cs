using System.Globalization;
using System.Text;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Evaluation;

/// <summary>The results of one inverter on the disk: a file of numbers and a file of features for every few photographs. What is there is not done again.</summary>
internal sealed class EvaluationShards(string folder, int photos, int shardSize)
{
    private const string FeatureName = "features";

    /// <summary>Numbers of the shards.</summary>
    public IReadOnlyList<int> All { get; } = [.. Enumerable.Range(0, (photos + shardSize - 1) / shardSize)];

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>First photograph and count of a shard.</summary>
    public (int First, int Count) Range(int shard) => (shard * shardSize, Math.Min(shardSize, photos - shard * shardSize));

    /// <summary>Whether a shard is complete: the numbers are written last.</summary>
    public bool Has(int shard) => File.Exists(Numbers(shard));

    /// <summary>Writes a shard.</summary>
    /// <param name="shard">Its number.</param>
    /// <param name="scores">One a photograph.</param>
    /// <param name="features">[n, F], or null.</param>
    public void Write(int shard, IReadOnlyList<PhotoScore> scores, Tensor? features)
    {
        Directory.CreateDirectory(folder);
        if (features is not null)
            SafeTensors.Write(Features(shard), [new(FeatureName, features)]);
        var json = ConfigJson.Write(new ScoreList { Scores = scores });
        AtomicFile.Write(Numbers(shard), stream => stream.Write(Encoding.UTF8.GetBytes(json)));
    }

    /// <summary>Numbers of all complete shards, in order.</summary>
    /// <exception cref="ConfigFormatException">A file is damaged; deleting it makes its photographs run again.</exception>
    public IReadOnlyList<PhotoScore> ReadScores() => [.. All.Where(Has).SelectMany(shard => ConfigJson.ReadFile<ScoreList>(Numbers(shard)).Scores)];

    /// <summary>Features of all complete shards, [n, F]; null when there are none. The caller's scope owns them.</summary>
    public Tensor? ReadFeatures()
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        foreach (var shard in All.Where(shard => Has(shard) && File.Exists(Features(shard))))
        {
            using var file = WeightFile.Open(Features(shard));
            parts.Add(file.Tensors.Load(FeatureName));
        }
        return parts.Count == 0 ? null : cat(parts).MoveToOuterDisposeScope();
    }

    private string Numbers(int shard) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"scores-{shard:0000}.json"));

    private string Features(int shard) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"features-{shard:0000}.safetensors"));
}

/// <summary>The content of a file of numbers.</summary>
internal sealed record ScoreList
{
    public IReadOnlyList<PhotoScore> Scores { get; init; } = [];
}
