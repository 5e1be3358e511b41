using TorchSharp.Modules;
using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Inversion;

/// <summary>The stored noise of a synthesis network as free variables. The tensors belong to the dispose scope of their creation.</summary>
internal sealed class NoiseImages
{
    private readonly List<Tensor> _buffers = [];
    private readonly List<Parameter> _images = [];
    private readonly List<Tensor> _kept = [];

    /// <summary>Draws every noise image anew, coarse to fine.</summary>
    public NoiseImages(SynthesisNetwork network, RandomSource random)
    {
        using var grad = no_grad();
        foreach (var layer in network.Blocks.SelectMany(block => new[] { block.Conv0, block.Conv1 }))
            if (layer?.NoiseConst is { } buffer)
            {
                buffer.copy_(random.Normal(RandomSource.LayerNoise, buffer.shape));
                _buffers.Add(buffer);
                _images.Add(new Parameter(buffer.clone()));
                _kept.Add(buffer.clone());
            }
    }

    /// <summary>The noise images, [R, R] each.</summary>
    public IEnumerable<Parameter> Parameters => _images;

    /// <summary>Makes the network read the images, so that gradients reach them.</summary>
    public void Install()
    {
        for (var i = 0; i < _images.Count; i++)
            _buffers[i].detach_().copy_(_images[i]); // forgets the graph of the last step, starts this one's
    }

    /// <summary>Sum of the penalties of all images.</summary>
    public Tensor Penalty()
    {
        using var scope = NewDisposeScope();
        return stack(_images.Select(NoiseRegularizer.Penalty)).sum().MoveToOuterDisposeScope();
    }

    /// <summary>Brings every image back to mean 0 and root mean square 1.</summary>
    public void Normalize()
    {
        using var scope = NewDisposeScope();
        foreach (var image in _images)
            image.copy_(NoiseRegularizer.Normalize(image));
    }

    /// <summary>Remembers the present images.</summary>
    public void Keep()
    {
        for (var i = 0; i < _images.Count; i++)
            _kept[i].copy_(_images[i]);
    }

    /// <summary>Leaves the network with the last images, or with the kept ones, free of any graph.</summary>
    public void Finish(bool last)
    {
        using var grad = no_grad();
        for (var i = 0; i < _images.Count; i++)
            _buffers[i].detach_().copy_(last ? _images[i] : _kept[i]);
    }
}
