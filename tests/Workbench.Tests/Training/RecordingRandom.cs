using Workbench.Ops;

namespace Workbench.Tests.Training;

/// <summary>Passes calls on and keeps a list of them, named as the fixtures name them.</summary>
internal sealed class RecordingRandom(RandomSource inner, string tag) : RandomSource
{
    private readonly List<(string Name, long[] Shape)> _calls = [];
    private int _uniform;
    private int _normal;

    public IReadOnlyList<(string Name, long[] Shape)> Calls => _calls;

    public override Tensor Uniform(string stream, params ReadOnlySpan<long> shape)
    {
        _calls.Add(($"{tag}.rand.{_uniform++}", shape.ToArray()));
        return inner.Uniform(stream, shape);
    }

    public override Tensor Normal(string stream, params ReadOnlySpan<long> shape)
    {
        _calls.Add(($"{tag}.randn.{_normal++}", shape.ToArray()));
        return inner.Normal(stream, shape);
    }
}
