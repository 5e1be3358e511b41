using TorchSharp;
using Workbench.Cameras;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Probe;

/// <summary>Real heads that need no file: a disc that moves with the camera.</summary>
public sealed class DrawnHeads(int side) : IHeadImages
{
    public int Count => 12;

    public Tensor Cameras() => Camera.ToTensor([.. Enumerable.Range(0, Count).Select(At)]);

    public string NameOf(int index) => $"disc {index}";

    public RealHeads Read(IReadOnlyList<int> indices)
    {
        using var scope = NewDisposeScope();
        var axis = linspace(-1, 1, side);
        var masks = indices.Select(index => ((axis - 0.1 * (index - 6)).square().unsqueeze(0) + axis.square().unsqueeze(1) < 0.4).to(ScalarType.Float32)).ToArray();
        var mask = stack(masks).unsqueeze(1); // [N, 1, H, H]
        return new RealHeads((mask.expand(-1, 3, -1, -1) * 1.2 - 0.6).MoveToOuterDisposeScope(), mask.MoveToOuterDisposeScope(), Camera.ToTensor([.. indices.Select(At)]).MoveToOuterDisposeScope());
    }

    private static Camera At(int index) => Camera.At(30 * index - 180);
}
