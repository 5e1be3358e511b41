namespace Workbench.Viewer;

/// <summary>How a viewer serves its page.</summary>
public sealed record ViewerSettings
{
    /// <summary>Port on 127.0.0.1; 0 takes a free one. Viewers that ask for the same port, or for a free one, share one server.</summary>
    public int Port { get; init; }

    /// <summary>Height of the frame in a notebook, CSS pixels.</summary>
    public int Height { get; init; } = 560;

    /// <summary>A page that sends nothing for this long is disconnected; it connects again when it is touched.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time that a draft should take; its resolution follows from it.</summary>
    public TimeSpan DraftTime { get; init; } = TimeSpan.FromMilliseconds(33);

    /// <summary>Heads whose planes are kept ready; a head of the released generator takes 75 MB.</summary>
    public int CachedHeads { get; init; } = 4;

    /// <summary>Throws where a setting is out of range.</summary>
    internal ViewerSettings Checked()
    {
        if (Port is < 0 or > 65535)
            throw new ArgumentOutOfRangeException(nameof(Port), Port, "A port lies in 1…65535; 0 takes a free one.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Height, 200, nameof(Height));
        ArgumentOutOfRangeException.ThrowIfLessThan(CachedHeads, 1, nameof(CachedHeads));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(DraftTime, TimeSpan.Zero, nameof(DraftTime));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdleTime, TimeSpan.Zero, nameof(IdleTime));
        return this;
    }
}
