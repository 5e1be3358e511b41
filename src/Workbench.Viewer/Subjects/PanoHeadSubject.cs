using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Viewer.Subjects;

/// <summary>A generator: any seed, any truncation, a second head mixed in.</summary>
internal sealed class PanoHeadSubject : IViewerSubject
{
    private const double MostTruncation = 1.5;

    private readonly PanoHead _head;
    private readonly HeadRenderer _renderer;
    private readonly HeadCache<HeadKey> _heads;
    private readonly int _layers;

    /// <param name="head">The generator; the caller keeps it.</param>
    /// <param name="seed">Seed in the beginning.</param>
    /// <param name="truncation">ψ in the beginning.</param>
    /// <param name="cachedHeads">Heads whose planes are kept.</param>
    public PanoHeadSubject(PanoHead head, long seed, double truncation, int cachedHeads)
    {
        if (seed is < 0 or > uint.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(seed), seed, "A seed lies in 0…4294967295.");
        if (!(truncation is >= 0 and <= MostTruncation))
            throw new ArgumentOutOfRangeException(nameof(truncation), truncation, $"The viewer's truncation lies in 0…{MostTruncation}.");
        (_head, _renderer, _heads, _layers) = (head, new HeadRenderer(head, Math.Round(head.Config.CameraRadius, 3)), new HeadCache<HeadKey>(cachedHeads), head.Config.StyleCount);
        Controls =
        [
            ViewerControl.Seed("seed", "Seed", "Head", seed, "The published scripts' seed: the same number is the same head."),
            ViewerControl.Slider("truncation", "Truncation ψ", "Head", 0, MostTruncation, truncation, hint: "0 is the average head, 1 the full variety."),
            ViewerControl.Whole("cutoff", "Truncated layers", "Head", 0, _layers, _layers, "How many leading style layers are truncated; the rest keep the full code."),
            ViewerControl.Switch("mix", "Mix with a second head", "Mixing", hint: "Interpolates towards another code, in all layers or from one layer up."),
            ViewerControl.Seed("seed2", "Second seed", "Mixing", seed == uint.MaxValue ? 0 : seed + 1, needs: "mix"),
            ViewerControl.Slider("amount", "Amount", "Mixing", 0, 1, 0.5, hint: "0 keeps the first head, 1 takes the second.", needs: "mix"),
            ViewerControl.Whole("layer", "From layer", "Mixing", 0, _layers, 0, "Below this style layer the first head stays: low layers hold shape, high layers colour.", "mix"),
            .. _renderer.Controls,
        ];
    }

    public string Title => _head.Name;

    public string Details => $"{_head.Config.ImageResolution}² image, {_head.Config.NeuralResolution}² rays, {_head.Config.PlaneAxes.Count} × {_head.Config.PlaneDepth} planes of {_head.Config.PlaneResolution}² × {_head.Config.PlaneFeatures}";

    public IReadOnlyList<ViewerControl> Controls { get; }

    public ViewPose Home => ViewPose.Front(_head.Config.CameraRadius);

    public IReadOnlyList<NamedPose> Poses => [];

    public (Display.Picture Picture, string Caption)? Beside => null;

    public ViewedPicture Render(ViewState state, ViewDetail detail, CancellationToken cancellation)
    {
        var (grid, time) = _heads.Get(HeadKey.Of(state), () => Synthesize(state));
        cancellation.ThrowIfCancellationRequested();
        return _renderer.Render(grid, state, detail, camera: null, cancellation) with { Preparation = time };
    }

    public string Snippet(ViewState state)
    {
        var code = new CSharpSnippet();
        code.Line($"// head: {CSharpSnippet.Comment(_head.Name)}");
        code.Line($"var latents = {Map(state, "seed")};");
        if (state.IsOn("mix"))
        {
            code.Line($"var second = {Map(state, "seed2")};");
            code.Line($"latents = latents.Mix(latents.Lerp(second, {CSharpSnippet.Number(state["amount"])}), layer: {state.Whole("layer")});");
        }
        code.Line("var grid = head.Synthesize(latents);");
        code.Views("head", state, _renderer.Options(state), "head.Config.Rendering");
        return code.ToString();
    }

    public void Dispose() => _heads.Dispose();

    private TriGrid Synthesize(ViewState state)
    {
        var (truncation, cutoff) = (state["truncation"], Cutoff(state));
        var latents = _head.Map((long)state["seed"], truncation, cutoff);
        if (state.IsOn("mix"))
            latents = latents.Mix(latents.Lerp(_head.Map((long)state["seed2"], truncation, cutoff), state["amount"]), state.Whole("layer"));
        return _head.Synthesize(latents);
    }

    private int? Cutoff(ViewState state) => state.Whole("cutoff") == _layers ? null : state.Whole("cutoff");

    private string Map(ViewState state, string seed) =>
        $"head.Map(seed: {(long)state[seed]}, truncation: {CSharpSnippet.Number(state["truncation"])}{(Cutoff(state) is { } cutoff ? $", cutoff: {cutoff}" : "")})";

    private readonly record struct HeadKey(double Seed, double Truncation, double Cutoff, double Second, double Amount, double Layer)
    {
        public static HeadKey Of(ViewState state) => state.IsOn("mix")
            ? new(state["seed"], state["truncation"], state["cutoff"], state["seed2"], state["amount"], state["layer"])
            : new(state["seed"], state["truncation"], state["cutoff"], -1, 0, 0);
    }
}
