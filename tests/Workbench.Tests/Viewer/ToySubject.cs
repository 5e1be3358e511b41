using Workbench.Display;
using Workbench.Viewer;

namespace Workbench.Tests.Viewer;

/// <summary>A subject without networks: one colour that tells the state, with every kind of control.</summary>
internal sealed class ToySubject : IViewerSubject
{
    private readonly Tensor _kept = zeros(3).DetachFromDisposeScope();

    public const int Side = 32;

    /// <summary>Held closed, pictures wait.</summary>
    public ManualResetEventSlim Gate { get; } = new(true);

    /// <summary>Yaws of the pictures drawn so far, in order.</summary>
    public List<(double Yaw, bool IsFinal)> Drawn { get; } = [];

    /// <summary>What drawing throws, if anything.</summary>
    public Exception? Failure { get; set; }

    public int Cancelled { get; private set; }

    public bool IsDisposed { get; private set; }

    public string Title { get; init; } = "toy <b>";

    public string Details => "a toy";

    public ViewPose Home => ViewPose.Front();

    public IReadOnlyList<NamedPose> Poses => [new("Behind", new ViewPose(180, 0, 2.7, ViewPose.StandardView))];

    public (Picture Picture, string Caption)? Beside { get; init; }

    public IReadOnlyList<ViewerControl> Controls { get; } =
    [
        ViewerControl.Seed("seed", "Seed", "Head", 1),
        ViewerControl.Slider("width", "Stitch width", "Seam", 0, 2, 1, 0.25),
        ViewerControl.Whole("layer", "Layer", "Seam", 0, 14, 7),
        ViewerControl.Choice("show", "Show", "Picture", ["One", "Two"]),
        ViewerControl.Switch("hair", "Transfer hair", "Hair"),
        ViewerControl.Slider("blend", "Hair blend", "Hair", 0, 1, 0.5, needs: "hair"),
    ];

    public ViewedPicture Render(ViewState state, ViewDetail detail, CancellationToken cancellation)
    {
        if (!Gate.IsSet)
            WaitForGate(cancellation);
        if (Failure is { } failure)
            throw failure;
        lock (Drawn)
            Drawn.Add((state.Pose.Yaw, detail.IsFinal));
        var side = detail.IsFinal ? Side : Side / 2;
        return new ViewedPicture(Picture.Filled(side, side, new Colour((byte)(128 + state.Pose.Yaw / 2), (byte)(state["width"] * 100), (byte)(detail.IsFinal ? 255 : 0))), "toy");
    }

    public string Snippet(ViewState state) => $"// yaw {state.Pose.Yaw}";

    public void Dispose()
    {
        IsDisposed = true;
        _kept.Dispose();
    }

    private void WaitForGate(CancellationToken cancellation)
    {
        try
        {
            Gate.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            throw;
        }
    }
}
