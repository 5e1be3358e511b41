using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>Prefers rays near outlines: where a head ends against the background, a few pixels carry most of the error of a picture.</summary>
internal static class OutlineRays
{
    /// <summary>Rays that are traced for every ray that is kept.</summary>
    public const int Candidates = 2;

    // A miss that comes as near as this to the surface, or a hit whose surface is seen as steeply as this, is at an outline.
    private const float Near = 0.025f;
    private const float Steep = 0.4f;

    /// <summary>Chooses rays: outline rays up to their share, then others in the order in which they were drawn.</summary>
    /// <param name="traced">What the candidates meet, [N, candidates].</param>
    /// <param name="rays">The candidates.</param>
    /// <param name="keep">How many stay a head.</param>
    /// <param name="share">Share of outline rays among them.</param>
    /// <returns>Indices along the candidates, int64 [N, keep].</returns>
    public static Tensor Choose(TracedRays traced, Rays rays, int keep, double share)
    {
        using var scope = NewDisposeScope();
        var cosine = (traced.Normals * rays.Directions).sum([2]).abs(); // [N, candidates]
        var hit = traced.Hits.squeeze(2) > 0;
        var outline = where(hit, cosine < Steep, traced.Clearances.squeeze(2) < Near);
        var flags = outline.contiguous().data<bool>().ToArray();
        var (heads, count) = ((int)outline.shape[0], (int)outline.shape[1]);
        var chosen = new long[heads * keep];
        for (var head = 0; head < heads; head++)
        {
            var candidates = Enumerable.Range(0, count);
            var first = candidates.Where(i => flags[head * count + i]).Take((int)(keep * share)).ToArray();
            var taken = first.ToHashSet();
            first.Concat(candidates.Where(i => !taken.Contains(i))).Take(keep).Select(i => (long)i).ToArray().CopyTo(chosen, head * keep);
        }
        return tensor(chosen, [heads, keep]).MoveToOuterDisposeScope();
    }

    /// <summary>The chosen entries along the second dimension.</summary>
    /// <param name="values">[N, candidates, C]</param>
    /// <param name="chosen">[N, keep]</param>
    /// <returns>[N, keep, C]</returns>
    public static Tensor Pick(Tensor values, Tensor chosen) => values.gather(1, chosen.unsqueeze(2).expand(-1, -1, values.shape[2]));
}
