namespace Workbench.Ops;

/// <summary>Normalisations without parameters.</summary>
public static class Normalization
{
    /// <summary>x / √(mean(x²) + 1e-8) along one dimension (PixelNorm of ProGAN).</summary>
    public static Tensor SecondMoment(Tensor x, int dim = 1)
    {
        using var scope = NewDisposeScope();
        return (x * (x.square().mean([dim], keepdim: true) + 1e-8).rsqrt()).MoveToOuterDisposeScope();
    }
}
