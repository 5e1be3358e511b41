namespace Workbench.Training;

/// <summary>The averaged copy of a generator that is used after training (ProGAN; half-life rule of StyleGAN2-ADA).</summary>
public static class MovingAverage
{
    /// <summary>How much of the average survives one step: 0.5^(batch / half-life).</summary>
    /// <param name="batch">Images a step.</param>
    /// <param name="imagesSeen">Images seen so far.</param>
    /// <param name="halfLife">Half-life, thousand images; batch · 10/32 unless given.</param>
    /// <param name="rampUp">The half-life is at most this share of the images seen; null for none, as when training is resumed.</param>
    public static double Decay(int batch, long imagesSeen, double? halfLife = null, double? rampUp = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(imagesSeen);
        var images = (halfLife ?? batch * 10.0 / 32) * 1000;
        if (rampUp is { } share)
            images = Math.Min(images, imagesSeen * share);
        return Math.Pow(0.5, batch / Math.Max(images, 1e-8));
    }

    /// <summary>β of a step: small at first, so that the average forgets the initial weights.</summary>
    /// <param name="decay">β later on.</param>
    /// <param name="step">Steps done before this one.</param>
    internal static double Ramped(double decay, long step) => Math.Min(decay, (step + 1.0) / (step + 10.0));

    /// <summary>Moves the averaged parameters towards the trained ones; buffers are copied.</summary>
    /// <param name="average">The averaged module; changed.</param>
    /// <param name="trained">A module of the same shape.</param>
    /// <param name="decay">β: average ← trained + β · (average − trained).</param>
    /// <exception cref="ArgumentException">The modules have different parameters or buffers; nothing was changed.</exception>
    public static void Update(nn.Module average, nn.Module trained, double decay)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (target, source) = (average.state_dict(), trained.state_dict());
        foreach (var (name, value) in target)
            if (!source.TryGetValue(name, out var other) || !other.shape.AsSpan().SequenceEqual(value.shape))
                throw new ArgumentException($"trained: it has no '{name}' of shape [{string.Join(", ", value.shape)}]; average and trained module must be built from one configuration.", nameof(trained));
        if (source.Count != target.Count)
            throw new ArgumentException("trained: it has parameters or buffers that the average lacks; build both from one configuration.", nameof(trained));
        var parameters = average.named_parameters().Select(item => item.name).ToHashSet();
        foreach (var (name, value) in target)
        {
            using var step = NewDisposeScope();
            value.copy_(parameters.Contains(name) ? source[name].lerp(value, decay) : source[name]);
        }
    }
}
