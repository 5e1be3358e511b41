namespace Workbench.Ops;

/// <summary>Appends the spread of a group of samples as extra channels, so that a discriminator sees variety (ProGAN §3).</summary>
/// <remarks>
/// Samples g·(N/G) + k, g = 0…G−1, form group k. With F statistics the channels are cut into F equal parts, and each part gives
/// mean over its channels and pixels of √(mean over the group of (x − group mean)² + 1e-8).
/// </remarks>
public static class MinibatchStd
{
    /// <summary>Appends the statistics.</summary>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="groupSize">Samples a group, at most N; the whole batch when null.</param>
    /// <param name="channels">F; must divide C.</param>
    /// <returns>[N, C + F, H, W]</returns>
    /// <exception cref="ArgumentException">The batch does not divide into groups or the channels not into parts.</exception>
    public static Tensor Append(Tensor x, int? groupSize = 4, int channels = 1)
    {
        var sizes = Shape.Check(x, "N C H W");
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        var (count, height, width) = (sizes[0], sizes[2], sizes[3]);
        var group = Math.Min(groupSize ?? count, count);
        if (count % group != 0)
            throw new ArgumentException($"x: {count} samples do not divide into groups of {group}; choose a batch that is a multiple of the group, or smaller than it.", nameof(x));
        if (sizes[1] % channels != 0)
            throw new ArgumentException($"x: {sizes[1]} channels do not divide into {channels} parts.", nameof(x));
        using var scope = NewDisposeScope();
        var y = x.reshape(group, count / group, channels, sizes[1] / channels, height, width); // [G, n, F, c, H, W]
        y = y - y.mean([0], keepdim: true);
        y = (y.square().mean([0]) + 1e-8).sqrt(); // [n, F, c, H, W]
        y = y.mean([2, 3, 4]).view(count / group, channels, 1, 1); // [n, F, 1, 1]
        y = y.repeat(group, 1, height, width); // [N, F, H, W]
        return cat([x, y], 1).MoveToOuterDisposeScope();
    }
}
