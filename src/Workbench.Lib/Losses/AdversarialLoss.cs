namespace Workbench.Losses;

/// <summary>The non-saturating logistic losses of a GAN (Goodfellow et al. 2014, StyleGAN2) and the forms in which encoders use them.</summary>
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

    /// <summary>The term an encoder minimises so that what it makes passes for real (paper, Eq. 7): the mean of softplus(−score).</summary>
    /// <param name="encodedScores">Scores of encoded planes or codes, any shape.</param>
    /// <param name="weight">Weight; 0.001 in Eq. 6, 0.1 for e4e's codes.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Encoder(Tensor encodedScores, double weight = 1)
    {
        using var scope = NewDisposeScope();
        return (Real(encodedScores).mean() * weight).MoveToOuterDisposeScope();
    }

    /// <summary>What a discriminator of encoded against synthesised planes minimises (paper, Eq. 8 and 9).</summary>
    /// <remarks>
    /// weight · [mean softplus(−D(synthesised)) + mean softplus(D(encoded))]. Read literally, Eq. 8 hands its arguments to Eq. 9 the other way round: then the discriminator raises the scores
    /// of encoded planes just as the encoder does (Eq. 7) and there is no adversary. Figure 3 shows synthesised planes as the real ones.
    /// </remarks>
    /// <param name="synthesisedScores">Scores of what counts as real, any shape.</param>
    /// <param name="encodedScores">Scores of what counts as fake, any shape.</param>
    /// <param name="weight">λ; ½ in the paper, 1 for e4e's codes.</param>
    /// <param name="literal">Takes Eq. 8 as printed.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Discriminator(Tensor synthesisedScores, Tensor encodedScores, double weight = 0.5, bool literal = false)
    {
        using var scope = NewDisposeScope();
        var (real, fake) = literal ? (encodedScores, synthesisedScores) : (synthesisedScores, encodedScores);
        return ((Real(real).mean() + Fake(fake).mean()) * weight).MoveToOuterDisposeScope();
    }
}
