using TorchSharp.Modules;
using Workbench.Training.Optimizers;
using Workbench.Weights;

namespace Workbench.Tests.Training;

public sealed class RangerTests : TensorTest
{
    private const int Steps = 40;

    public static TheoryData<string> Optimizers() => ["ranger", "ranger with decay", "ranger 2020.9.4", "rectified adam", "lookahead around sgd", "lookahead around adam", "adam"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Resumed_training_equals_uninterrupted_training_bit_for_bit(string name)
    {
        using var folder = new TemporaryFolder();
        var (state, weights) = (Path.Combine(folder.Path, "optimizer.safetensors"), Path.Combine(folder.Path, "weights.safetensors"));
        using var straight = Layer();
        using (var optimizer = Create(name, straight))
            Run(straight, optimizer, 0, Steps);

        using var first = Layer();
        using (var optimizer = Create(name, first))
        {
            Run(first, optimizer, 0, Steps / 2 - 3); // between two synchronisations of Lookahead
            SafeTensors.Write(state, OptimizerSnapshot.Capture(optimizer));
            SafeTensors.Write(weights, first.state_dict());
        }
        using var second = Layer();
        using (var optimizer = Create(name, second))
        {
            using var file = SafeTensors.Open(weights);
            StateDict.Load(second, file.LoadAll());
            using var stored = SafeTensors.Open(state);
            OptimizerSnapshot.Restore(optimizer, stored.LoadAll());
            Run(second, optimizer, Steps / 2 - 3, Steps);
        }
        foreach (var (key, value) in straight.state_dict())
            Assert.True(value.eq(second.state_dict()[key]).all().ToBoolean(), $"{name}: {key} differs after resuming");
    }

    [Fact]
    public void First_adaptive_step_is_the_sixth()
    {
        Assert.False(Rectification.At(5, 0.95, 0.999).Adaptive);
        Assert.True(Rectification.At(6, 0.95, 0.999).Adaptive);
        Assert.Equal(1 / (1 - 0.95), Rectification.At(1, 0.95, 0.999).Factor, 1e-9);
    }

    [Fact]
    public void Parameters_without_gradient_stay_and_do_not_age()
    {
        using var used = new Parameter(ones(2));
        using var idle = new Parameter(ones(2));
        using var ranger = new Ranger([used, idle]);
        used.grad = ones(2);
        ranger.step();
        Assert.Equal([1f, 1f], idle.data<float>());
        Assert.NotEqual(1f, used[0].ToSingle());
        Assert.Equal(0, ranger.CaptureState()["0.1.steps"].ToInt64());
    }

    [Fact]
    public void Centralised_gradients_leave_the_mean_of_every_row_until_steps_are_adaptive()
    {
        using var weight = new Parameter(randn(3, 5));
        var before = weight.detach().mean([1]);
        using var ranger = new Ranger([weight], new RangerSettings { LearningRate = 0.1 });
        for (var step = 0; step < 5; step++)
        {
            weight.grad = randn(3, 5) + 2;
            ranger.step();
        }
        Assert.True(weight.detach().mean([1]).allclose(before, 1e-4, 1e-5));
    }

    [Fact]
    public void Groups_keep_their_own_rates_and_schedulers_can_change_them()
    {
        using var fast = new Parameter(zeros(1));
        using var slow = new Parameter(zeros(1));
        using var ranger = new Ranger([fast], new RangerSettings { LearningRate = 1 });
        ranger.AddGroup([slow], new RangerSettings { LearningRate = 0.25 });
        (fast.grad, slow.grad) = (ones(1), ones(1));
        ranger.step();
        Assert.Equal(fast.ToSingle(), 4 * slow.ToSingle(), 1e-6f);
        foreach (var group in ranger.ParamGroups)
            group.LearningRate = 0;
        var before = fast.ToSingle();
        ranger.step();
        Assert.Equal(before, fast.ToSingle());
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using var weight = new Parameter(randn(4, 4));
        using var ranger = new Ranger([weight]);
        var gradient = randn(4, 4);
        weight.grad = gradient;
        ranger.step();
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var step = 0; step < 13; step++)
            ranger.step();
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void State_of_other_parameters_is_refused_and_nothing_changes()
    {
        using var small = nn.Linear(2, 2);
        using var large = nn.Linear(3, 2);
        using var from = Create("ranger", large);
        Run(large, from, 0, 3);
        using var to = Create("ranger", small);
        Run(small, to, 0, 2);
        var error = Assert.Throws<ArgumentException>(() => to.RestoreStateOf(from));
        Assert.Contains("[2, 3] instead of [2, 2]", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, ((Ranger)to).CaptureState()["0.0.steps"].ToInt64());
        using var adam = optim.Adam(small.parameters());
        Assert.Contains("another kind", Assert.Throws<ArgumentException>(() => adam.RestoreStateOf(from)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_settings_are_all_named()
    {
        using var weight = new Parameter(zeros(1));
        var error = Assert.Throws<ArgumentException>(() => new Ranger([weight], new RangerSettings { Beta1 = 1, SyncRate = 2, CentralizeDirection = true }));
        Assert.Contains("Beta1", error.Message, StringComparison.Ordinal);
        Assert.Contains("SyncRate", error.Message, StringComparison.Ordinal);
        Assert.Contains("CentralizeDirection", error.Message, StringComparison.Ordinal);
        using var half = new Parameter(zeros(1, dtype: ScalarType.Float16));
        Assert.Contains("Float16", Assert.Throws<ArgumentException>(() => new RectifiedAdam([half])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lookahead_of_rate_one_is_its_inner_optimiser()
    {
        using var plain = Layer();
        using var wrapped = Layer();
        using var sgd = optim.SGD(plain.parameters(), 0.1);
        using var lookahead = new Lookahead(optim.SGD(wrapped.parameters(), 0.1), 2, 1);
        Run(plain, sgd, 0, 7);
        Run(wrapped, lookahead, 0, 7);
        Assert.True(plain.weight.allclose(wrapped.weight, 1e-6, 1e-7));
    }

    private static Linear Layer()
    {
        var layer = nn.Linear(3, 2);
        using var grad = no_grad();
        layer.weight.copy_(arange(6).view(2, 3) * 0.25 - 0.5);
        layer.bias!.fill_(0.125);
        return layer;
    }

    private static optim.Optimizer Create(string name, Linear layer) => name switch
    {
        "ranger" => new Ranger(layer.parameters(), new RangerSettings { LearningRate = 0.05 }),
        "ranger with decay" => new Ranger(layer.parameters(), new RangerSettings { LearningRate = 0.05, WeightDecay = 0.1 }),
        "ranger 2020.9.4" => new Ranger(layer.parameters(), new RangerSettings { LearningRate = 0.05, WeightDecay = 0.1, Version = RangerVersion.September2020, CentralizeDirection = true }),
        "rectified adam" => new RectifiedAdam(layer.parameters(), new RectifiedAdamSettings { LearningRate = 0.05 }),
        "lookahead around sgd" => new Lookahead(optim.SGD(layer.parameters(), 0.05, momentum: 0.9)),
        "lookahead around adam" => new Lookahead(optim.Adam(layer.parameters(), 0.05)),
        _ => optim.Adam(layer.parameters(), 0.05),
    };

    private static void Run(Linear layer, optim.Optimizer optimizer, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            using var scope = NewDisposeScope();
            using var random = new torch.Generator((ulong)step);
            var x = randn([4, layer.weight.shape[1]], generator: random);
            optimizer.zero_grad();
            (layer.forward(x) - x.sum(1, keepdim: true)).square().mean().backward();
            optimizer.step();
        }
    }
}

internal static class OptimizerStates
{
    public static void RestoreStateOf(this optim.Optimizer to, optim.Optimizer from) => OptimizerSnapshot.Restore(to, OptimizerSnapshot.Capture(from));
}
