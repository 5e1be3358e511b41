namespace Workbench.Viewer;

/// <summary>How a person sets a number.</summary>
public enum ControlKind
{
    /// <summary>A continuous range.</summary>
    Slider,

    /// <summary>Whole numbers of a range.</summary>
    Whole,

    /// <summary>A whole number with buttons for the next, the previous and a random one.</summary>
    Seed,

    /// <summary>One of several words; the number is their index.</summary>
    Choice,

    /// <summary>Off (0) or on (1).</summary>
    Switch,
}

/// <summary>One number that a subject lets people change, described well enough for a page to draw its control.</summary>
/// <remarks>A subject declares its controls; the page draws whatever is declared, so a new subject needs no new page.</remarks>
public sealed record ViewerControl
{
    private ViewerControl()
    {
    }

    /// <summary>The key of the value: letters and digits.</summary>
    public required string Name { get; init; }

    /// <summary>What the page calls it.</summary>
    public required string Label { get; init; }

    /// <summary>How it is set.</summary>
    public required ControlKind Kind { get; init; }

    /// <summary>Heading that it stands under.</summary>
    public required string Group { get; init; }

    /// <summary>Smallest value.</summary>
    public double Minimum { get; init; }

    /// <summary>Largest value.</summary>
    public double Maximum { get; init; } = 1;

    /// <summary>Distance of neighbouring values; values are rounded to it.</summary>
    public double Step { get; init; } = 1;

    /// <summary>Value in the beginning.</summary>
    public double Initial { get; init; }

    /// <summary>The words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What it does, in a sentence.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Name of a switch without which this control is hidden; null shows it always.</summary>
    public string? Needs { get; init; }

    /// <summary>A continuous range.</summary>
    public static ViewerControl Slider(string name, string label, string group, double minimum, double maximum, double initial, double step = 0.01, string hint = "", string? needs = null) =>
        Checked(new() { Name = name, Label = label, Group = group, Kind = ControlKind.Slider, Minimum = minimum, Maximum = maximum, Initial = initial, Step = step, Hint = hint, Needs = needs });

    /// <summary>Whole numbers of a range.</summary>
    public static ViewerControl Whole(string name, string label, string group, int minimum, int maximum, int initial, string hint = "", string? needs = null, int step = 1) =>
        Checked(new() { Name = name, Label = label, Group = group, Kind = ControlKind.Whole, Minimum = minimum, Maximum = maximum, Initial = initial, Step = step, Hint = hint, Needs = needs });

    /// <summary>A random seed, 0…2³²−1.</summary>
    public static ViewerControl Seed(string name, string label, string group, long initial, string hint = "", string? needs = null) =>
        Checked(new() { Name = name, Label = label, Group = group, Kind = ControlKind.Seed, Maximum = uint.MaxValue, Initial = initial, Hint = hint, Needs = needs });

    /// <summary>One of several words.</summary>
    public static ViewerControl Choice(string name, string label, string group, IReadOnlyList<string> choices, int initial = 0, string hint = "", string? needs = null) =>
        Checked(new() { Name = name, Label = label, Group = group, Kind = ControlKind.Choice, Choices = choices, Maximum = choices.Count - 1, Initial = initial, Hint = hint, Needs = needs });

    /// <summary>Off or on.</summary>
    public static ViewerControl Switch(string name, string label, string group, bool initial = false, string hint = "", string? needs = null) =>
        Checked(new() { Name = name, Label = label, Group = group, Kind = ControlKind.Switch, Initial = initial ? 1 : 0, Hint = hint, Needs = needs });

    /// <summary>The nearest value that the control allows.</summary>
    /// <param name="value">A finite number.</param>
    internal double Nearest(double value)
    {
        var steps = Math.Round((Math.Clamp(value, Minimum, Maximum) - Minimum) / Step, MidpointRounding.AwayFromZero);
        return Math.Min(Maximum, Math.Round(Minimum + steps * Step, 9)); // nine digits: no dust of binary fractions in code that people copy
    }

    private static ViewerControl Checked(ViewerControl control)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(control.Name);
        if (!control.Name.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"name: '{control.Name}' is no key; use letters and digits.", nameof(control));
        if (!(control.Minimum <= control.Initial && control.Initial <= control.Maximum && control.Step > 0 && double.IsFinite(control.Maximum - control.Minimum)))
            throw new ArgumentException($"{control.Name}: {control.Initial} does not lie in {control.Minimum}…{control.Maximum}, or the step {control.Step} is not positive.", nameof(control));
        return control;
    }
}
