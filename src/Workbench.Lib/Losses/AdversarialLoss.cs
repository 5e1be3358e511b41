namespace Workbench.Losses;

/// <summary>The non-saturating logistic losses of a GAN (Goodfellow et al. 2014, StyleGAN2).</summary>
public static class AdversarialLoss
{
    /// <summary>−log sigmoid(score): small where a picture passes for real.</summary>
    /// <param name="scores">Raw scores, any shape.</param>
    /// <returns>One loss a score.</returns>
    public static Tensor Real(Tensor scores)
    {
        using var scope = NewDisposeScope();
        return nn.functional.softplus(-scores).MoveToOuterDisposeScope();
    }

    /// <summary>−log(1 − sigmoid(score)): small where a picture is exposed as fake.</summary>
    /// <param name="scores">Raw scores, any shape.</param>
    /// <returns>One loss a score.</returns>
    public static Tensor Fake(Tensor scores) => nn.functional.softplus(scores);
}
