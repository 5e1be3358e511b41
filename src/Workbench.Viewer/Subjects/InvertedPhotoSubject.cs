using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Inversion;

namespace Workbench.Viewer.Subjects;

/// <summary>An inverted photograph with the photograph beside.</summary>
internal sealed class InvertedPhotoSubject : GridSubject
{
    private const string PhotoCamera = "photograph";

    private readonly Camera _camera;
    private readonly string _provenance;
    private readonly (Picture Picture, string Caption)? _photo;

    public InvertedPhotoSubject(PanoHead head, InvertedPhoto inverted, Photo? photo)
        : base(inverted.Tuned ?? head, inverted.Grid, ViewPose.Of(inverted.Camera), inverted.Rendering)
    {
        (_camera, _provenance) = (inverted.Camera, inverted.Provenance);
        _photo = photo is null ? null : (Picture.FromTensor(photo.Image), photo.Name);
        Controls = [ViewerControl.Switch(PhotoCamera, "The photograph's own camera", "Camera", hint: "Looks exactly as the photograph was taken; dragging has no effect until it is off."), .. Controls];
    }

    public override string Title => _provenance;

    public override IReadOnlyList<NamedPose> Poses => [new("Photograph", Home)];

    public override (Picture Picture, string Caption)? Beside => _photo;

    public override string Snippet(ViewState state)
    {
        var code = new CSharpSnippet();
        code.Line($"// inverted: {CSharpSnippet.Comment(_provenance)}");
        code.Line(state.IsOn(PhotoCamera) ? "var camera = inverted.Camera;" : CSharpSnippet.Camera(state.Pose));
        var changes = Renderer.Options(state, CameraOf(state));
        code.Line($"var views = inverted.Render(head, [camera]{(changes.Length == 0 ? "" : $", new RenderOptions {{ Rendering = inverted.Rendering with {{ {changes} }} }}")});");
        code.Line(HeadRenderer.ShownPart(state));
        return code.ToString();
    }

    protected override Camera? CameraOf(ViewState state) => state.IsOn(PhotoCamera) ? _camera : null;
}
