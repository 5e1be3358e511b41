using Workbench.Generator;
using Workbench.Population;

namespace Workbench.Metrics;

/// <summary>Whether the truth of a generator's heads is known.</summary>
internal static class TruthCheck
{
    /// <summary>Refuses generators whose codes are no latent vectors of the population.</summary>
    /// <exception cref="ArgumentException">They have another width.</exception>
    public static void Codes(PanoHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.Config.LatentWidth != HeadCoordinates.Count)
            throw new ArgumentException($"head: its codes have {head.Config.LatentWidth} numbers, latent vectors of the population {HeadCoordinates.Count}; only a generator of the population, such as the demo generator, can be held against the truth.", nameof(head));
    }
}
