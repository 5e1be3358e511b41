using TorchSharp.Modules;

namespace Workbench.Metrics;

/// <summary>What a network costs: its parameters, and the multiply-adds of the layers that one run passes through.</summary>
/// <remarks>
/// A layer with a weight [O, …] and an output of E elements does E · |weight| / O multiply-adds; this holds for convolutions and linear layers alike.
/// Products of two activations (attention), normalisation and pointwise work are not counted.
/// <code>
/// var encoder = new GradualStyleEncoder(StylePyramidConfig.Paper);
/// var cost = NetworkCost.Of(encoder, () =&gt; encoder.forward(photo));
/// Console.WriteLine($"{cost.Parameters / 1e6:F1} M parameters, {cost.MultiplyAdds / 1e9:F1} G multiply-adds");
/// </code>
/// </remarks>
/// <param name="Parameters">Elements of all parameters.</param>
/// <param name="MultiplyAdds">Multiply-adds of the whole run.</param>
/// <param name="Children">Multiply-adds of the direct children, by name, in order of registration; children that did nothing are left out.</param>
public sealed record NetworkCost(long Parameters, long MultiplyAdds, IReadOnlyList<KeyValuePair<string, long>> Children)
{
    /// <summary>Runs a network once and counts.</summary>
    /// <param name="network">The network.</param>
    /// <param name="run">Calls it once. The run keeps gradients enabled, so that every layer is passed in its plain form.</param>
    public static NetworkCost Of(nn.Module network, Func<object> run)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(run);
        var counts = new Dictionary<string, long>();
        var hooks = new List<IDisposable>();
        try
        {
            foreach (var (name, layer) in network.named_modules())
                if (layer is nn.Module<Tensor, Tensor> unary && Weight(layer) is { } weight)
                    hooks.Add(new Hook(unary, output => counts[name] = counts.GetValueOrDefault(name) + output.numel() * (weight.numel() / weight.shape[0])));
            using var scope = NewDisposeScope();
            using var grad = enable_grad();
            (run() as IDisposable)?.Dispose();
        }
        finally
        {
            hooks.ForEach(hook => hook.Dispose());
        }
        var children = network.named_children()
            .Select(child => KeyValuePair.Create(child.name, counts.Where(entry => entry.Key == child.name || entry.Key.StartsWith(child.name + ".", StringComparison.Ordinal)).Sum(entry => entry.Value)))
            .Where(child => child.Value > 0);
        return new NetworkCost(network.parameters().Sum(parameter => parameter.numel()), counts.Values.Sum(), [.. children]);
    }

    private static Parameter? Weight(nn.Module layer) =>
        layer.named_parameters(recurse: false).Where(entry => entry.name == "weight" && entry.parameter.dim() >= 2).Select(entry => entry.parameter).FirstOrDefault();

    private sealed class Hook : IDisposable
    {
        private readonly Action _remove;

        public Hook(nn.Module<Tensor, Tensor> layer, Action<Tensor> count)
        {
            var remover = layer.register_forward_hook((_, _, output) =>
            {
                count(output);
                return output;
            });
            _remove = remover.remove;
        }

        public void Dispose() => _remove();
    }
}
