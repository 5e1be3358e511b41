namespace Workbench.Training.Optimizers;

/// <summary>Settings of Ranger: rectified Adam, gradient centralisation and Lookahead in one; defaults are those that pSp, e4e and TriPlaneNet train with.</summary>
public sealed record RangerSettings
{
    /// <summary>Step size.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Decay of the mean gradient, 0 ≤ β₁ &lt; 1.</summary>
    public double Beta1 { get; init; } = 0.95;

    /// <summary>Decay of the mean squared gradient, 0 &lt; β₂ &lt; 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean squared gradient.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Weight decay; see <see cref="RangerVersion"/> for what it acts on.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Steps are adaptive once the length of the approximated average (<see cref="Rectification.Length"/>) exceeds this.</summary>
    public double LengthThreshold { get; init; } = 5;

    /// <summary>k of Lookahead: every k-th step the parameter moves back towards its slow copy; 0 for no Lookahead.</summary>
    public int SyncPeriod { get; init; } = 6;

    /// <summary>α of Lookahead: which share of the way from the slow copy to the parameter is kept, 0…1.</summary>
    public double SyncRate { get; init; } = 0.5;

    /// <summary>Which gradients are centralised.</summary>
    public GradientCentralization Centralization { get; init; } = GradientCentralization.Matrices;

    /// <summary>Centralises the direction of the step instead of the gradient (<c>gc_loc = false</c>); version 2020.9.4 only.</summary>
    public bool CentralizeDirection { get; init; }

    /// <summary>Which published version is followed.</summary>
    public RangerVersion Version { get; init; } = RangerVersion.April2020;

    /// <summary>Every contradiction of the settings, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(double.IsFinite(LearningRate) && LearningRate >= 0, $"LearningRate must be finite and not negative, got {LearningRate}.");
        Require(Beta1 is >= 0 and < 1, $"Beta1 must lie in 0…1, got {Beta1}.");
        Require(Beta2 is > 0 and < 1, $"Beta2 must lie strictly between 0 and 1, got {Beta2}.");
        Require(Epsilon > 0, $"Epsilon must be positive, got {Epsilon}.");
        Require(WeightDecay >= 0, $"WeightDecay must not be negative, got {WeightDecay}.");
        Require(LengthThreshold >= 4, $"LengthThreshold must be at least 4, below which the rectification is undefined; got {LengthThreshold}.");
        Require(SyncPeriod >= 0, $"SyncPeriod must be 0 (no Lookahead) or positive, got {SyncPeriod}.");
        Require(SyncRate is >= 0 and <= 1, $"SyncRate must lie in 0…1, got {SyncRate}.");
        Require(!CentralizeDirection || Version == RangerVersion.September2020, "CentralizeDirection exists in version September2020 only.");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
