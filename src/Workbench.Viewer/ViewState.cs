namespace Workbench.Viewer;

/// <summary>Everything that decides one picture: the pose and the value of every control.</summary>
public sealed record ViewState
{
    /// <summary>Where the camera stands.</summary>
    public required ViewPose Pose { get; init; }

    /// <summary>The values by name; every control of the subject has one, within its limits.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    /// <summary>The value of a control.</summary>
    public double this[string name] => Values[name];

    /// <summary>The value of a control of whole numbers.</summary>
    public int Whole(string name) => (int)Values[name];

    /// <summary>Whether a switch is on.</summary>
    public bool IsOn(string name) => Values[name] != 0;

    /// <summary>The state that a subject begins with.</summary>
    /// <param name="subject">What is shown.</param>
    public static ViewState Initial(IViewerSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new ViewState { Pose = subject.Home.Rounded(subject.Home.Distance), Values = subject.Controls.ToDictionary(control => control.Name, control => control.Nearest(control.Initial)) };
    }
}
