using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Viewer.Subjects;

/// <summary>Heads whose planes exist already.</summary>
internal class GridSubject : IViewerSubject
{
    private const string HeadControl = "head";

    private readonly TriGrid _grid;

    /// <param name="head">The generator; the caller keeps it.</param>
    /// <param name="grid">Planes; what is needed is kept, whatever becomes of the given tensors.</param>
    /// <param name="home">The pose in the beginning; in front of the head unless given.</param>
    /// <param name="sampling">How rays are sampled; the generator's unless given.</param>
    public GridSubject(PanoHead head, TriGrid grid, ViewPose? home = null, RenderingConfig? sampling = null)
    {
        if (grid.Latents is null)
            throw new ArgumentException("grid: these planes carry no latents, so they cannot be coloured and refined. Set TriGrid.Latents to the code that dresses them.", nameof(grid));
        Head = head;
        Home = home ?? ViewPose.Front(head.Config.CameraRadius);
        Renderer = new HeadRenderer(head, Home.Distance, sampling);
        using var scope = NewDisposeScope();
        var kept = RayRenderer.Prepare(grid);
        _grid = (kept with { Latents = grid.Latents with { Codes = grid.Latents.Codes.alias() }, Background = grid.Background?.alias() }).DetachFromDisposeScope();
        Controls = _grid.Count > 1 ? [ViewerControl.Whole(HeadControl, "Head", "Head", 0, (int)_grid.Count - 1, 0), .. Renderer.Controls] : Renderer.Controls;
    }

    public virtual string Title => Head.Name;

    public string Details => $"{_grid.Count} head{(_grid.Count == 1 ? "" : "s")}, planes [{string.Join(", ", _grid.Features.shape)}]";

    public IReadOnlyList<ViewerControl> Controls { get; protected init; }

    public ViewPose Home { get; }

    public virtual IReadOnlyList<NamedPose> Poses => [];

    public virtual (Picture Picture, string Caption)? Beside => null;

    protected PanoHead Head { get; }

    protected HeadRenderer Renderer { get; }

    public ViewedPicture Render(ViewState state, ViewDetail detail, CancellationToken cancellation)
    {
        var index = _grid.Count > 1 ? state.Whole(HeadControl) : 0;
        var one = _grid with
        {
            Features = _grid.Features.narrow(0, index, 1),
            Latents = _grid.Latents! with { Codes = _grid.Latents.Codes.narrow(0, index, 1) },
            Background = _grid.Background?.narrow(0, index, 1),
        };
        return Renderer.Render(one, state, detail, CameraOf(state), cancellation);
    }

    public virtual string Snippet(ViewState state)
    {
        var code = new CSharpSnippet();
        code.Line($"// head: {CSharpSnippet.Comment(Head.Name)}; grid: the planes shown{(_grid.Count > 1 ? $", head {state.Whole(HeadControl)} of them" : "")}");
        code.Views("head", state, Renderer.Options(state), "head.Config.Rendering");
        return code.ToString();
    }

    public void Dispose() => _grid.Dispose();

    /// <summary>A camera that stands elsewhere than the pose, or null.</summary>
    protected virtual Camera? CameraOf(ViewState state) => null;
}
