using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Inversion;

/// <summary>Mapped codes as inverters take and make them.</summary>
internal static class StyleCodes
{
    /// <summary>Refuses codes that are not one mapped code of a generator, [1, L, K].</summary>
    public static void Check(Latents latents, PanoHead head, string name)
    {
        ArgumentNullException.ThrowIfNull(latents, name);
        if (latents.Space is not (LatentSpace.W or LatentSpace.WPlus))
            throw new ArgumentException($"{name}: an inverter works on mapped codes in W or W+, got codes in {latents.Space}. Call Map of the generator first.", name);
        Shape.Check(
            latents.Codes, "N L K", [("N", 1), ("L", head.Config.StyleCount), ("K", head.Config.StyleWidth)],
            latents.Count > 1 ? "Invert one head at a time." : $"Take a code of this generator ({head.Name}).", name);
    }

    /// <summary>One code for every layer, [1, L, K].</summary>
    /// <param name="codes">[1, 1, K] or [1, L, K]</param>
    /// <param name="head">The generator.</param>
    public static Tensor EveryLayer(Tensor codes, PanoHead head) => codes.expand(-1, head.Config.StyleCount, -1);
}
