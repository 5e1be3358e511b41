using System.Runtime.CompilerServices;
using System.Text;

namespace Workbench.Ops;

/// <summary>Shape contracts that execute: one letter an axis, bound when first met and compared afterwards.</summary>
/// <remarks>The letters are those of the whole library: N batch, C channels, H W image, P planes, D plane depth, R rays, S samples, M points, L latent layers, K latent width, V views.</remarks>
public static class Shape
{
    /// <summary>Checks the rank of a tensor and the sizes named in <paramref name="known"/>; returns all sizes in order.</summary>
    /// <param name="tensor">Any tensor.</param>
    /// <param name="pattern">Axis names parted by blanks, as in <c>"N P C D H W"</c>. A name met twice must have one size.</param>
    /// <param name="known">Sizes that are fixed by the caller.</param>
    /// <param name="advice">A sentence that tells what to do, appended to the error.</param>
    /// <param name="name">Filled in by the compiler.</param>
    /// <exception cref="ArgumentException">The tensor has another rank or size; the message shows both shapes by axis name.</exception>
    public static long[] Check(Tensor tensor, string pattern, ReadOnlySpan<(string Axis, long Size)> known = default, string? advice = null, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        var axes = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var sizes = tensor.shape;
        var bound = new Dictionary<string, long>(axes.Length);
        foreach (var (axis, size) in known)
            bound[axis] = size;
        var fits = axes.Length == sizes.Length;
        for (var i = 0; fits && i < axes.Length; i++)
            fits = bound.TryAdd(axes[i], sizes[i]) || bound[axes[i]] == sizes[i];
        return fits ? sizes : throw new ArgumentException(Describe(name, axes, sizes, known, advice), name);
    }

    private static string Describe(string name, string[] axes, long[] sizes, ReadOnlySpan<(string Axis, long Size)> known, string? advice)
    {
        var text = new StringBuilder(name).Append(": expected [");
        for (var i = 0; i < axes.Length; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(axes[i]);
            foreach (var (axis, size) in known)
                if (axis == axes[i])
                    text.Append('=').Append(size);
        }
        text.Append("], got [").AppendJoin(", ", sizes).Append("].");
        return advice is null ? text.ToString() : text.Append(' ').Append(advice).ToString();
    }
}
