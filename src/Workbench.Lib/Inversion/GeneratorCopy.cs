using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>Copies of a generator that may be altered, so that the loaded one never is.</summary>
internal static class GeneratorCopy
{
    /// <summary>A copy whose tensors a dispose scope owns. Costs the memory of the weights.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="rendering">Sampling of rays, which replaces the generator's.</param>
    /// <param name="scope">The owner.</param>
    public static PanoHead CopyInto(this PanoHead head, RenderingConfig rendering, DisposeScope scope)
    {
        var copy = head.Clone(rendering);
        scope.Attach(copy.Weights());
        return copy;
    }

    /// <summary>Every parameter and buffer.</summary>
    public static IEnumerable<Tensor> Weights(this PanoHead head) => head.Network.parameters().Concat(head.Network.buffers());

    /// <summary>The generator's ray sampling with another distance of the first sample.</summary>
    /// <remarks>Limits that follow the box, and a distance beyond the last sample, are left as they are.</remarks>
    /// <param name="rendering">Sampling of the generator.</param>
    /// <param name="near">World units; null keeps the generator's.</param>
    public static RenderingConfig StartingAt(this RenderingConfig rendering, double? near) =>
        rendering is { Near: not null, Far: { } far } && near < far ? rendering with { Near = near } : rendering;
}
