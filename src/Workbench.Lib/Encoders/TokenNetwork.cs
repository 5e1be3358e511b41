using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Workbench.Encoders;

/// <summary>Two linear layers applied to every token, with a Gaussian error unit between them.</summary>
public sealed class TokenNetwork : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")]
    private readonly Linear _first;

    [ComponentName(Name = "fc2")]
    private readonly Linear _second;

    /// <summary>Creates the network with initial weights.</summary>
    /// <param name="width">Width of the tokens.</param>
    /// <param name="hidden">Width between the layers.</param>
    public TokenNetwork(int width, int hidden)
        : base(nameof(TokenNetwork))
    {
        _first = nn.Linear(width, hidden);
        _second = nn.Linear(hidden, width);
        RegisterComponents();
    }

    /// <param name="x">[…, C]</param>
    /// <returns>[…, C]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _second.call(nn.functional.gelu(_first.call(x))).MoveToOuterDisposeScope();
    }
}
