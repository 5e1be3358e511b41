using Workbench.Display;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Viewer.Subjects;

/// <summary>A part of one head on another: both heads, the part and how it is taken are controls; the strength acts without lifting anew.</summary>
internal sealed class TransferSubject : IViewerSubject
{
    private const string Group = "Transfer";
    private const int KeptHeads = 6;

    private static readonly string[] s_shown = ["Edited", "Target", "Reference", "Taken"];

    private readonly PanoHead _head;
    private readonly Func<long, EditableHead> _heads;
    private readonly HeadRenderer _renderer;
    private readonly LiftingCache _cache = new(6);
    private readonly PartTransfer _transfer;
    private readonly string[] _parts = [.. PartSet.All.Select(set => set.Name)];
    private readonly Dictionary<long, EditableHead> _known = [];
    private readonly List<long> _recent = []; // the one unused for longest first
    private (EditKey Key, HeadEdit Edit)? _last;

    /// <param name="head">The generator; the caller keeps it.</param>
    /// <param name="heads">The head of a seed with its labels; called once a seed.</param>
    /// <param name="target">Seed of the target in the beginning.</param>
    /// <param name="reference">Seed of the reference in the beginning.</param>
    public TransferSubject(PanoHead head, Func<long, EditableHead> heads, long target, long reference)
    {
        (_head, _heads) = (head, heads);
        _renderer = new HeadRenderer(head, Math.Round(head.Config.CameraRadius, 3));
        _transfer = new PartTransfer(head, cache: _cache);
        Controls =
        [
            ViewerControl.Seed("target", "Target", "Heads", target, "Who keeps the identity."),
            ViewerControl.Seed("reference", "Reference", "Heads", reference, "Who gives the part."),
            ViewerControl.Choice("subject", "Head", "Heads", s_shown, hint: "The edit, the two heads, or how much of every pixel was taken from the reference."),
            ViewerControl.Choice("part", "Part", Group, _parts),
            ViewerControl.Slider("strength", "Strength", Group, 0, 1.5, 1, hint: "Between 0 and 1 hair is half transparent: density is no linear function of features."),
            ViewerControl.Slider("feather", "Feather", Group, 0, 4, 0, 0.25, "Blur of the taken region, cells of the planes."),
            ViewerControl.Whole("grow", "Grow", Group, -4, 4, 0, "Cells by which the taken region grows; negative shrinks."),
            ViewerControl.Choice("lifting", "Lifting", Group, Enum.GetNames<LiftingRule>(), hint: "How labels become masks on the planes. The published rules take longer."),
            ViewerControl.Choice("ring", "Views", Group, Enum.GetNames<ViewRing>(), hint: "24 views all round, or the 11 published ones within 60° of the front."),
            ViewerControl.Switch("align", "Align faces", Group, initial: false, hint: "Scales and shifts the reference so that the faces meet."),
            .. _renderer.Controls,
        ];
    }

    public string Title => $"{_head.Name}: transfer";

    public string Details => "parts of one head on another";

    public IReadOnlyList<ViewerControl> Controls { get; }

    public ViewPose Home => ViewPose.Front(_head.Config.CameraRadius);

    public IReadOnlyList<NamedPose> Poses => [];

    public (Picture Picture, string Caption)? Beside => null;

    public ViewedPicture Render(ViewState state, ViewDetail detail, CancellationToken cancellation)
    {
        var shown = state.Whole("subject");
        if (shown is 1 or 2)
            return _renderer.Render(Head(state, shown == 1 ? "target" : "reference").Grid, state, detail, camera: null, cancellation);
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        HeadEdit edit;
        try
        {
            edit = Edit(state, cancellation);
        }
        catch (EditException problem)
        {
            // An impossible edit is a caption, not the end of the view: the target stays to be seen.
            return _renderer.Render(Head(state, "target").Grid, state, detail, camera: null, cancellation) with { Caption = problem.Message };
        }
        var preparation = System.Diagnostics.Stopwatch.GetElapsedTime(start);
        if (shown == 3)
        {
            using var taken = edit.Taken(_head, [state.Pose.ToCamera()], strength: state["strength"]);
            return new ViewedPicture(Picture.FromTensor(taken, PixelRange.Unit), "taken from the reference") { Preparation = preparation };
        }
        using var grid = edit.Grid(state["strength"]);
        var picture = _renderer.Render(grid, state, detail, camera: null, cancellation);
        return picture with { Preparation = preparation, Caption = edit.Notes.Count == 0 ? picture.Caption : $"{picture.Caption} · {string.Join(" ", edit.Notes)}" };
    }

    public string Snippet(ViewState state)
    {
        var code = new CSharpSnippet();
        code.Line($"// head: {CSharpSnippet.Comment(_head.Name)}; heads: makes the EditableHead of a seed");
        code.Line($"var config = new TransferConfig {{ Parts = [new PartChoice {{ Part = \"{_parts[state.Whole("part")]}\", Grow = {state.Whole("grow")}, Feather = {CSharpSnippet.Number(state["feather"])} }}], Strength = {CSharpSnippet.Number(state["strength"])}, Align = Aligning.{(state.IsOn("align") ? Aligning.Always : Aligning.Photographs)}, Lifting = new LiftingConfig {{ Rule = LiftingRule.{(LiftingRule)state.Whole("lifting")}, Ring = ViewRing.{(ViewRing)state.Whole("ring")} }} }};");
        code.Line($"var edit = new PartTransfer(head).Transfer(heads({(long)state["target"]}), [heads({(long)state["reference"]})], config);");
        code.Line("var grid = edit.Grid();");
        code.Views("head", state, _renderer.Options(state), "head.Config.Rendering");
        return code.ToString();
    }

    public void Dispose()
    {
        _last?.Edit.Dispose();
        _cache.Dispose();
        foreach (var head in _known.Values)
            head.Grid.Dispose();
    }

    private EditableHead Head(ViewState state, string control)
    {
        var seed = (long)state[control];
        _recent.Remove(seed);
        _recent.Add(seed);
        if (_known.TryGetValue(seed, out var known))
            return known;
        if (_recent.Count > KeptHeads)
        {
            _known.Remove(_recent[0], out var oldest);
            oldest?.Grid.Dispose();
            _recent.RemoveAt(0);
        }
        using var scope = NewDisposeScope();
        var made = _heads(seed);
        return _known[seed] = made with { Grid = made.Grid.DetachFromDisposeScope() };
    }

    private HeadEdit Edit(ViewState state, CancellationToken cancellation)
    {
        var key = new EditKey(state["target"], state["reference"], state["part"], state["feather"], state["grow"], state["lifting"], state["ring"], state["align"]);
        if (_last is { } last && last.Key == key)
            return last.Edit;
        using var scope = NewDisposeScope();
        var config = new TransferConfig
        {
            Parts = [new PartChoice { Part = _parts[state.Whole("part")], Feather = state["feather"], Grow = state.Whole("grow") }],
            Lifting = new LiftingConfig { Rule = (LiftingRule)state.Whole("lifting"), Ring = (ViewRing)state.Whole("ring") },
            Align = state.IsOn("align") ? Aligning.Always : Aligning.Photographs,
        };
        var made = _transfer.Transfer(Head(state, "target"), [Head(state, "reference")], config, cancellation: cancellation);
        _last?.Edit.Dispose();
        // Aliases share the numbers of the heads, which are kept here as long as the view lives.
        var kept = made.DetachFromDisposeScope();
        _last = (key, kept);
        return kept;
    }

    private readonly record struct EditKey(double Target, double Reference, double Part, double Feather, double Grow, double Lifting, double Ring, double Align);
}
