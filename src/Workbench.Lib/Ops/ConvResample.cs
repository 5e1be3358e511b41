namespace Workbench.Ops;

/// <summary>Convolution with built-in filtered up- or down-sampling (StyleGAN2 appendix B).</summary>
public static class ConvResample
{
    /// <summary>Convolves and resamples.</summary>
    /// <param name="x">[N, I, H, W]</param>
    /// <param name="weight">[O, I/groups, k, k]</param>
    /// <param name="filter">Resampling filter, used when <paramref name="up"/> or <paramref name="down"/> exceeds 1.</param>
    /// <param name="up">Up-sampling factor.</param>
    /// <param name="down">Down-sampling factor.</param>
    /// <param name="padding">Margins before resampling, all sides.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="flipWeight">True correlates (as conv2d), false convolves (kernel rotated by 180°).</param>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor? filter = null, int up = 1, int down = 1, int padding = 0, int groups = 1, bool flipWeight = true)
    {
        Shape.Check(x, "N C H W");
        var kernel = (int)Shape.Check(weight, "O I K K")[2];
        var (fh, fw) = UpFirDn.Size(filter);
        if (fh != fw)
            throw new ArgumentException($"filter: resampling needs a square filter, got {fh}×{fw}.", nameof(filter));
        var (before, after) = (padding, padding);
        if (up > 1)
            (before, after) = (before + (fw + up - 1) / 2, after + (fw - up) / 2);
        if (down > 1)
            (before, after) = (before + (fw - down + 1) / 2, after + (fw - down) / 2);
        using var scope = NewDisposeScope();
        Tensor y;
        if (kernel == 1 && down > 1 && up == 1)
        {
            y = UpFirDn.Apply(x, filter, (1, 1), (down, down), Margins.Around(before, after));
            y = Convolve(y, weight, 1, 0, groups, flipWeight);
        }
        else if (kernel == 1 && up > 1 && down == 1)
        {
            y = Convolve(x, weight, 1, 0, groups, flipWeight);
            y = UpFirDn.Apply(y, filter, (up, up), (1, 1), Margins.Around(before, after), gain: up * up);
        }
        else if (down > 1 && up == 1)
        {
            y = UpFirDn.Apply(x, filter, (1, 1), (1, 1), Margins.Around(before, after));
            y = Convolve(y, weight, down, 0, groups, flipWeight);
        }
        else if (up > 1)
        {
            y = Enlarge(x, weight, filter, up, before, after, groups, flipWeight);
            if (down > 1)
                y = UpFirDn.Apply(y, filter, (1, 1), (down, down));
        }
        else
        {
            y = Convolve(x, weight, 1, padding, groups, flipWeight);
        }
        return y.MoveToOuterDisposeScope();
    }

    // Zero insertion followed by convolution is a transposed convolution; what padding it cannot crop is left to the filter.
    private static Tensor Enlarge(Tensor x, Tensor weight, Tensor? filter, int up, int before, int after, int groups, bool flipWeight)
    {
        var s = weight.shape;
        var transposed = groups == 1
            ? weight.transpose(0, 1) // [I, O, k, k]
            : weight.reshape(groups, s[0] / groups, s[1], s[2], s[3]).transpose(1, 2).reshape(groups * s[1], s[0] / groups, s[2], s[3]);
        if (flipWeight)
            transposed = transposed.flip(2, 3);
        before -= (int)s[2] - 1;
        after -= (int)s[2] - up;
        var crop = Math.Max(Math.Min(-before, -after), 0);
        var y = nn.functional.conv_transpose2d(x, transposed, strides: [up, up], padding: [crop, crop], groups: groups);
        return UpFirDn.Apply(y, filter, (1, 1), (1, 1), Margins.Around(before + crop, after + crop), gain: up * up);
    }

    private static Tensor Convolve(Tensor x, Tensor weight, int stride, int padding, int groups, bool flipWeight)
    {
        if (!flipWeight && weight.shape[2] > 1)
            weight = weight.flip(2, 3);
        return nn.functional.conv2d(x, weight, strides: [stride, stride], padding: [padding, padding], groups: groups);
    }
}
