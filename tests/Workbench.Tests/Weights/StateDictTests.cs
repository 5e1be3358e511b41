using Workbench.Weights;
using static TorchSharp.torch.nn;

namespace Workbench.Tests.Weights;

public sealed class StateDictTests : TensorTest, IDisposable
{
    private readonly Module<Tensor, Tensor> _module = Sequential(("first", Linear(3, 2)), ("norm", BatchNorm1d(2)));

    private Dictionary<string, Tensor> Complete() => _module.state_dict().ToDictionary(item => item.Key, item => full_like(item.Value, 3));

    [Fact]
    public void Every_parameter_and_buffer_is_copied()
    {
        StateDict.Load(_module, Complete());
        Assert.All(_module.state_dict().Values, tensor => Assert.True(tensor.eq(3).all().item<bool>()));
        Assert.True(_module.parameters().First().requires_grad);
    }

    [Fact]
    public void All_problems_are_listed_together_and_nothing_is_copied()
    {
        var tensors = Complete();
        tensors.Remove("first.bias");
        tensors["extra"] = ones(1);
        tensors["norm.weight"] = ones(5);
        tensors["norm.bias"] = ones(2, ScalarType.Float16);
        var before = _module.state_dict()["first.weight"].clone();
        var error = Assert.Throws<CheckpointFormatException>(() => StateDict.Load(_module, tensors));
        Assert.Equal(CheckpointProblem.StateDictMismatch, error.Reason);
        foreach (var part in new[] { "1 missing (first.bias)", "1 unexpected (extra)", "2 different", "norm.weight is Float32 [5] instead of Float32 [2]", "norm.bias is Float16 [2]" })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.True(before.allclose(_module.state_dict()["first.weight"], 0, 0));
    }

    [Fact]
    public void Rules_forgive_exactly_what_they_name()
    {
        var tensors = Complete();
        tensors.Remove("norm.running_mean");
        tensors["dataset_label_std"] = ones(25);
        tensors["first.weight"] = ones([2, 3], ScalarType.Float16);
        var rules = new StateDictRules { MayBeMissing = ["*.running_*"], MayBeExtra = ["dataset_label_std"], ConvertTypes = true };
        StateDict.Load(_module, tensors, rules);
        Assert.Equal(6, _module.state_dict()["first.weight"].sum().item<float>());
        Assert.Equal(0, _module.state_dict()["norm.running_mean"].sum().item<float>());
        tensors["dataset_label_std2"] = ones(1);
        Assert.Throws<CheckpointFormatException>(() => StateDict.Load(_module, tensors, rules));
    }

    public new void Dispose()
    {
        _module.Dispose();
        base.Dispose();
    }
}
