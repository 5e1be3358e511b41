namespace Workbench.Viewer.Server;

/// <summary>Chooses how fine drafts may be so that each takes about the time it should, from how long earlier ones took.</summary>
/// <param name="target">Time a draft should take.</param>
internal sealed class DraftPace(TimeSpan target)
{
    private static readonly double[] Shares = [1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.1875, 0.125];

    private const double RestingShare = 8; // a hand that let go waits this many drafts' time for the finest one

    private double _fixed; // ms a draft at no pixels
    private double _pixels; // ms a draft at full resolution, less the above
    private double _final; // ms a final picture; 0 while unknown

    /// <summary>What a picture of a moving view may cost.</summary>
    public ViewDetail Draft => _final > 0 && _final <= target.TotalMilliseconds ? ViewDetail.Final : ViewDetail.Draft(Share);

    /// <summary>The first picture of a view that has come to rest, before it is refined.</summary>
    public ViewDetail Resting => Draft is { IsFinal: true } cheap ? cheap : ViewDetail.Draft(_pixels > 0 && _fixed + _pixels <= RestingShare * target.TotalMilliseconds ? 1 : Share);

    private double Share
    {
        get
        {
            if (_pixels == 0)
                return 0.5; // nothing measured yet
            foreach (var share in Shares)
                if (_fixed + _pixels * share * share <= target.TotalMilliseconds)
                    return share;
            return Shares[^1];
        }
    }

    /// <summary>Learns from a picture.</summary>
    /// <param name="detail">What was drawn.</param>
    /// <param name="milliseconds">How long it took, without the synthesis of a new head.</param>
    public void Learn(ViewDetail detail, double milliseconds)
    {
        if (detail.IsFinal)
        {
            _final = Blend(_final, milliseconds);
            return;
        }
        // One measurement cannot part the two costs: the small fixed one is put down to a tenth.
        var area = detail.Share * detail.Share;
        _fixed = Blend(_fixed, 0.1 * milliseconds);
        _pixels = Blend(_pixels, 0.9 * milliseconds / area);
    }

    private static double Blend(double old, double now) => old == 0 ? now : 0.7 * old + 0.3 * now;
}
