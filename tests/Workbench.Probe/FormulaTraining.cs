using TorchSharp;
using Workbench.Display;
using Workbench.Ops;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Probe;

/// <summary>Settings of <see cref="FormulaTraining"/>.</summary>
public sealed record FormulaConfig
{
    public long Seed { get; init; } = 1;

    public int Batch { get; init; } = 8;

    public int Channels { get; init; } = 16;

    public AdamSettings Adam { get; init; } = new() { LearningRate = 0.01, Beta1 = 0.9 };

    /// <summary>Step whose loss is NaN; null for none.</summary>
    public long? NotANumberAt { get; init; }

    /// <summary>Step that spoils a weight although its loss is fine; null for none.</summary>
    public long? SpoilAt { get; init; }

    /// <summary>Steps after which there is nothing left to do; null for none.</summary>
    public long? Length { get; init; }

    /// <summary>Milliseconds that a step takes longer.</summary>
    public int Delay { get; init; }
}

/// <summary>The smallest honest training: a convolutional network learns to blur noise, with Adam, a moving average, random streams and counters.</summary>
public sealed class FormulaTraining : ITraining
{
    private readonly FormulaConfig _config;
    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly nn.Module<Tensor, Tensor> _average;
    private readonly TorchSharp.Modules.Adam _adam;
    private readonly SeededRandom _random;
    private readonly Tensor _target;
    private long _images;
    private double _bestLoss = double.MaxValue;

    public FormulaTraining(FormulaConfig config)
    {
        (_config, _random) = (config, RandomSource.Seeded(config.Seed));
        manual_seed(config.Seed);
        (_network, _average) = (Create(config.Channels), Create(config.Channels));
        MovingAverage.Update(_average, _network, 0);
        _adam = config.Adam.Create(_network.parameters());
        _target = ones(1, 1, 3, 3).div_(9).DetachFromDisposeScope();
    }

    /// <summary>Batches seen, for comparisons.</summary>
    public List<string> Batches { get; } = [];

    public long? Length => _config.Length;

    public void Describe(TrainingState state)
    {
        state.Module("network", _network);
        state.Module("average", _average);
        state.Optimizer("adam", _adam);
        state.Random("random", _random);
        var data = state.Under("data");
        data.Number("images", () => _images, value => _images = value);
        data.Real("best", () => _bestLoss, value => _bestLoss = value);
    }

    public TrainingStep Step(long step)
    {
        if (_config.Delay > 0)
            Thread.Sleep(_config.Delay);
        var x = _random.Normal("data", _config.Batch, 1, 8, 8);
        var noise = _random.Uniform("noise", _config.Batch, 1, 8, 8) * 0.01;
        var loss = (_network.forward(x + noise) - nn.functional.conv2d(x, _target, padding: [1L, 1])).square().mean();
        if (step == _config.NotANumberAt)
            loss = loss * float.NaN;
        _adam.zero_grad();
        loss.backward();
        _adam.step();
        MovingAverage.Update(_average, _network, 0.9);
        if (step == _config.SpoilAt)
            using (no_grad())
                foreach (var parameter in _network.parameters())
                    parameter.fill_(float.PositiveInfinity);
        var value = loss.item<float>();
        (_images, _bestLoss) = (_images + _config.Batch, Math.Min(_bestLoss, value));
        Batches.Add($"images {_images - _config.Batch}…{_images - 1}");
        return new TrainingStep(new Dictionary<string, double> { ["loss"] = value, ["brightness"] = x.mean().item<float>() }, Batches[^1]);
    }

    public IReadOnlyList<TrainingSample> Samples()
    {
        using var frozen = no_grad();
        return [new("answer", Picture.FromTensor(_average.forward(ones(1, 1, 8, 8)))), new("question", Picture.FromTensor(ones(1, 1, 8, 8)))];
    }

    public IReadOnlyDictionary<string, double> Evaluate() => new Dictionary<string, double> { ["best"] = _bestLoss };

    public void Dispose()
    {
        _network.Dispose();
        _average.Dispose();
        _adam.Dispose();
        _target.Dispose();
    }

    private static nn.Module<Tensor, Tensor> Create(int channels) => nn.Sequential(
        ("first", nn.Conv2d(1, channels, 3, padding: 1)), ("norm", nn.BatchNorm2d(channels)), ("bend", nn.LeakyReLU(0.2)), ("last", nn.Conv2d(channels, 1, 3, padding: 1)));
}
