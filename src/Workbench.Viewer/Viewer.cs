using Workbench.Editing;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Rendering;
using Workbench.Viewer.Server;
using Workbench.Viewer.Subjects;

namespace Workbench.Viewer;

/// <summary>Shows heads live: drag to turn, sliders for everything else. <c>Viewer.Show(head)</c> as the last line of a notebook cell is all it takes.</summary>
public static class Viewer
{
    /// <summary>Shows a generator: any seed and truncation, two heads mixed.</summary>
    /// <param name="head">The generator; it must live as long as the view.</param>
    /// <param name="seed">Seed in the beginning, 0…2³²−1.</param>
    /// <param name="truncation">ψ in the beginning, 0…1.5.</param>
    /// <param name="settings">Port, height of the frame, pace.</param>
    public static LiveView Show(PanoHead head, long seed = 0, double truncation = 0.7, ViewerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        settings = (settings ?? new ViewerSettings()).Checked();
        return Show(new PanoHeadSubject(head, seed, truncation, settings.CachedHeads), settings);
    }

    /// <summary>Shows the heads of ready planes.</summary>
    /// <param name="head">The generator that renders them; it must live as long as the view.</param>
    /// <param name="grid">Planes with their latents, from <see cref="PanoHead.Synthesize"/>; the view keeps what it needs of them.</param>
    /// <param name="settings">Port, height of the frame, pace.</param>
    public static LiveView Show(PanoHead head, TriGrid grid, ViewerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(grid);
        return Show(new GridSubject(head, grid), settings);
    }

    /// <summary>Shows an inverted photograph, beside the photograph where that is given.</summary>
    /// <param name="head">The generator that was inverted; a tuned one takes its place.</param>
    /// <param name="inverted">The result; the view keeps what it needs of it, but a tuned generator must live as long as the view.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="settings">Port, height of the frame, pace.</param>
    public static LiveView Show(PanoHead head, InvertedPhoto inverted, Photo? photo = null, ViewerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(inverted);
        return Show(new InvertedPhotoSubject(head, inverted, photo), settings);
    }

    /// <summary>Shows transfers of parts between heads: both heads, the part and its weights are controls.</summary>
    /// <param name="head">The generator; it must live as long as the view.</param>
    /// <param name="heads">The head of a seed and the source of its part labels; the view owns the planes it returns.</param>
    /// <param name="target">Seed of who keeps the identity in the beginning.</param>
    /// <param name="reference">Seed of who gives the part in the beginning.</param>
    /// <param name="settings">Port, height of the frame, pace.</param>
    public static LiveView ShowTransfer(PanoHead head, Func<long, EditableHead> heads, long target = 0, long reference = 1, ViewerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(heads);
        return Show(new TransferSubject(head, heads, target, reference), settings);
    }

    /// <summary>Shows anything that can be looked at from all sides.</summary>
    /// <param name="subject">The subject; the view owns it from now on.</param>
    /// <param name="settings">Port, height of the frame, pace.</param>
    /// <exception cref="IOException">The port is taken; ask for another, or for 0.</exception>
    public static LiveView Show(IViewerSubject subject, ViewerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        try
        {
            return new LiveView(subject, settings ?? new ViewerSettings());
        }
        catch
        {
            subject.Dispose();
            throw;
        }
    }

    /// <summary>The views of this process that are open.</summary>
    public static IReadOnlyList<LiveView> All => ViewerServer.AllViews();

    /// <summary>Closes every view of this process.</summary>
    public static void CloseAll()
    {
        foreach (var view in All)
            view.Dispose();
    }
}
