using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>Classifies unit vectors by their angle to one unit vector a class, the own class made harder by a margin (ArcFace, Deng et al. 2019).</summary>
/// <remarks>
/// Directions of classes are free, or where descriptions are given a linear function of the class's description plus a free part that begins at 0: what is learned of one person then serves all, which
/// starts the learning of thousands of persons with a few pictures each. Logits s·cos θ_j; for the own class s·cos(θ + m), and s·(cos θ − m·sin m) beyond θ = π − m, where the cosine would rise again. The loss is the cross entropy.
/// </remarks>
public sealed class AngularMargin : nn.Module<Tensor, Tensor, Tensor>
{
    // Keeps the root in sin θ = √(1 − cos²θ) differentiable.
    private const double Smallest = 1e-6;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "shared")]
    private readonly Parameter? _shared;

    [ComponentName(Name = "descriptions")]
    private readonly Tensor? _descriptions;

    /// <summary>Draws the directions of the classes, or what they share, at random.</summary>
    /// <param name="classes">J, number of persons.</param>
    /// <param name="width">K, numbers of an embedding.</param>
    /// <param name="descriptions">What is known of every class, [J, F], copied; null leaves all directions free.</param>
    public AngularMargin(int classes, int width, Tensor? descriptions = null)
        : base(nameof(AngularMargin))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _weight = descriptions is null ? Initial.Normal(1, classes, width) : Initial.Constant(0, classes, width);
        if (descriptions is not null)
        {
            var fields = Shape.Check(descriptions, "J F", [("J", classes)])[1];
            using var scope = NewDisposeScope();
            _descriptions = descriptions.detach().clone().DetachFromDisposeScope();
            _shared = Initial.Normal(1, fields, width);
        }
        RegisterComponents();
    }

    /// <summary>Factor of the logits, s.</summary>
    public double Scale { get; set; } = 64;

    /// <summary>Angle that the own class must be nearer by, m, radians.</summary>
    public double Margin { get; set; } = 0.5;

    /// <summary>The loss.</summary>
    /// <param name="embeddings">Unit vectors, [N, K].</param>
    /// <param name="classes">Whose they are, int64, [N].</param>
    /// <returns>A scalar.</returns>
    public override Tensor forward(Tensor embeddings, Tensor classes)
    {
        Shape.Check(embeddings, "N K", [("K", _weight.shape[1])]);
        using var scope = NewDisposeScope();
        var cosines = Cosines(embeddings); // [N, J]
        var own = cosines.gather(1, classes.unsqueeze(1)); // [N, 1]
        var sines = (1 - own.square()).clamp(min: Smallest).sqrt();
        var harder = where(own > Math.Cos(Math.PI - Margin), own * Math.Cos(Margin) - sines * Math.Sin(Margin), own - Margin * Math.Sin(Margin));
        var logits = cosines.scatter(1, classes.unsqueeze(1), harder) * Scale;
        return nn.functional.cross_entropy(logits, classes).MoveToOuterDisposeScope();
    }

    /// <summary>The cosine to every class.</summary>
    /// <param name="embeddings">Unit vectors, [N, K].</param>
    /// <returns>[N, J]</returns>
    public Tensor Cosines(Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        var directions = _shared is null ? _weight : _weight + _descriptions!.mm(_shared); // [J, K]
        return embeddings.mm((directions / directions.norm(1, true, 2)).t()).MoveToOuterDisposeScope();
    }
}
