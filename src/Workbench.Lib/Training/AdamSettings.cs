namespace Workbench.Training;

/// <summary>Settings of the Adam optimiser; defaults are those of the generator in StyleGAN2 and its descendants.</summary>
public sealed record AdamSettings
{
    /// <summary>Step size.</summary>
    public double LearningRate { get; init; } = 0.0025;

    /// <summary>Decay of the mean gradient.</summary>
    public double Beta1 { get; init; }

    /// <summary>Decay of the mean squared gradient.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>Added to the root of the mean squared gradient.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Those of the generator.</summary>
    public static AdamSettings Generator { get; } = new();

    /// <summary>Those of the discriminator.</summary>
    public static AdamSettings Discriminator { get; } = new() { LearningRate = 0.002 };

    /// <summary>Settings for an optimiser that takes one extra, regularising step in every <paramref name="interval"/> steps (StyleGAN2 appendix B).</summary>
    /// <remarks>With c = k/(k + 1): step size · c, betas to the power c. The loss of the extra step is multiplied by k.</remarks>
    /// <param name="interval">k, at least 1; 16 for the discriminator, 4 for the generator.</param>
    public AdamSettings Lazy(int interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        var ratio = interval / (interval + 1.0);
        return this with { LearningRate = LearningRate * ratio, Beta1 = Math.Pow(Beta1, ratio), Beta2 = Math.Pow(Beta2, ratio) };
    }

    /// <summary>An optimiser with these settings.</summary>
    /// <param name="parameters">What it steps.</param>
    public TorchSharp.Modules.Adam Create(IEnumerable<TorchSharp.Modules.Parameter> parameters) => optim.Adam(parameters, LearningRate, Beta1, Beta2, Epsilon);
}
