using System.Globalization;
using System.Text;

namespace Workbench.Viewer.Subjects;

/// <summary>C# that a person copies into a notebook.</summary>
internal sealed class CSharpSnippet
{
    private readonly StringBuilder _code = new();

    public static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name as it may stand in a comment: one line.</summary>
    public static string Comment(string name) => string.Concat(name.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' ? ' ' : c));

    /// <summary>Adds a line.</summary>
    public void Line(string line) => _code.Append(line).Append('\n');

    /// <summary>Adds the camera, the rendering and the value to show.</summary>
    /// <param name="head">The variable of the generator.</param>
    /// <param name="state">Pose and values.</param>
    /// <param name="changes">Changed sampling, or nothing.</param>
    /// <param name="sampling">The sampling that is changed.</param>
    public void Views(string head, ViewState state, string changes, string sampling)
    {
        Line(Camera(state.Pose));
        var options = changes.Length == 0 ? "" : $", new RenderOptions {{ Rendering = {sampling} with {{ {changes} }} }}";
        Line($"var views = {head}.Render(grid, camera{options});");
        Line(HeadRenderer.ShownPart(state));
    }

    /// <summary>A camera as code.</summary>
    public static string Camera(ViewPose pose)
    {
        var pinhole = pose.FieldOfView == ViewPose.StandardView ? "" : $", intrinsics: new Intrinsics({Number(pose.Intrinsics.FocalX)}f, {Number(pose.Intrinsics.FocalY)}f)";
        return $"var camera = Camera.At(yawDegrees: {Number(pose.Yaw)}, pitchDegrees: {Number(pose.Pitch)}, radius: {Number(pose.Distance)}{pinhole});";
    }

    public override string ToString() => _code.ToString().TrimEnd('\n');
}
