using System.Numerics;

namespace Workbench.Editing;

/// <summary>The colours of one class: their mean and how far they spread, in CIE L*a*b*.</summary>
internal sealed class ClassColour
{
    // Below, a class of one flat colour would repel everything.
    private const float LeastSpread = 4;

    private Vector3 _sum;
    private double _squares;

    /// <summary>Number of colours.</summary>
    public int Count { get; private set; }

    /// <summary>Mean colour.</summary>
    public Vector3 Mean => _sum / Math.Max(1, Count);

    /// <summary>Root mean square distance from the mean.</summary>
    public float Spread => MathF.Max(LeastSpread, (float)Math.Sqrt(Math.Max(0, _squares / Math.Max(1, Count) - Mean.LengthSquared())));

    /// <summary>Takes one more colour.</summary>
    public void Add(Vector3 lab)
    {
        _sum += lab;
        _squares += lab.LengthSquared();
        Count++;
    }

    /// <summary>Distance to the mean, in spreads.</summary>
    public float Distance(Vector3 lab) => (lab - Mean).Length() / Spread;
}
