using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Gathers labels of views, some soft and some of one class a pixel, into one batch.</summary>
/// <param name="views">The views.</param>
/// <param name="parts">The classes, numbered as <see cref="HeadPart"/>.</param>
internal sealed class ViewLabels(RenderedViews views, PartTable parts)
{
    private readonly int _side = (int)views.Depth.shape[2];
    private readonly Tensor?[] _probabilities = new Tensor?[views.Count];
    private readonly Tensor?[] _confidence = new Tensor?[views.Count];

    /// <summary>What there is to say about them.</summary>
    public List<EditNote> Notes { get; } = [];

    /// <summary>Takes soft labels of a view, [1, K, r, r], counted by one confidence.</summary>
    public void Set(int view, Tensor probabilities, float confidence) =>
        (_probabilities[view], _confidence[view]) = (probabilities.to(views.Depth.device), full([1, 1, _side, _side], confidence, ScalarType.Float32, views.Depth.device));

    /// <summary>Takes soft labels of a view, [1, K, r, r], and the confidence of every pixel, [1, 1, r, r].</summary>
    public void Set(int view, Tensor probabilities, Tensor confidence) => (_probabilities[view], _confidence[view]) = (probabilities, confidence);

    /// <summary>Takes one class and one confidence a pixel, [r·r].</summary>
    public void Set(int view, byte[] classes, float[] confidence)
    {
        using var scope = NewDisposeScope();
        using var one = PartLabels.FromClasses(tensor(classes, [1, _side, _side]), parts, _side);
        _probabilities[view] = one.Probabilities.to(views.Depth.device, copy: true).MoveToOuterDisposeScope();
        _confidence[view] = tensor(confidence, [1, 1, _side, _side], device: views.Depth.device).MoveToOuterDisposeScope();
    }

    /// <summary>All views; every one must have been set.</summary>
    public PartLabels ToLabels() => new(cat([.. _probabilities.Select(one => one!)]), cat([.. _confidence.Select(one => one!)]), parts, [.. Notes]);

    /// <summary>The class of most of each pixel, [r·r].</summary>
    /// <param name="probabilities">[1, K, r, r]</param>
    public static byte[] Hardest(Tensor probabilities)
    {
        using var scope = NewDisposeScope();
        return probabilities.argmax(1).to(ScalarType.Byte).cpu().contiguous().data<byte>().ToArray();
    }
}
