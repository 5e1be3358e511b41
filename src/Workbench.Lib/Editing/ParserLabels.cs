using System.Globalization;
using Workbench.Ops;
using Workbench.Parsing;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Parts by the face parser: front views by their pictures, views from behind by the rule that hair covers what the front does not show to be bare.</summary>
/// <remarks>
/// The parser was trained on frontal portraits: views up to 60° of yaw count fully, up to 75° half; behind, the rule of <c>hair all over unless the colour is skin's</c> counts half.
/// <code>
/// using var labels = ParserLabels.Load("models/79999_iter.pth");
/// using var found = labels.Label(head.Render(grid, head.Orbit(8)));
/// foreach (var note in found.Notes) Console.WriteLine(note);
/// </code>
/// </remarks>
/// <param name="parser">The parser; stays the caller's, who disposes it.</param>
/// <param name="input">How pictures are scaled for it.</param>
public sealed class ParserLabels(FaceParser parser, ParserInput input = ParserInput.Trained) : IPartLabels, IDisposable
{
    private readonly FaceParser _parser = parser ?? throw new ArgumentNullException(nameof(parser));
    private bool _owned;

    /// <summary>Labels by the parser of a file, which is freed with them.</summary>
    /// <param name="path"><c>79999_iter.pth</c>, or the same as safetensors.</param>
    /// <exception cref="Weights.CheckpointFormatException">The file is damaged, hostile or holds another network.</exception>
    public static ParserLabels Load(string path) => new(FaceParser.Load(path)) { _owned = true };

    /// <summary>Frees the parser if it was loaded here.</summary>
    public void Dispose()
    {
        if (_owned)
            _parser.Dispose();
    }

    /// <summary>Whether hats count as hair.</summary>
    public bool HatIsHair { get; init; }

    /// <inheritdoc/>
    public string Name => "face parser";

    /// <inheritdoc/>
    public PartTable Parts => PartTable.FaceParser;

    /// <inheritdoc/>
    public PartLabels Label(RenderedViews views, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(views);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var result = new ViewLabels(views, Parts);
        var completion = new RearCompletion(views, result, view => Parse(views, view));
        completion.Run("face parser", cancellation);
        WarnWhenTheRearIsBare(views, completion, result);
        return result.ToLabels().MoveToOuterDisposeScope();
    }

    // [1, K, r, r]: share of every class in a pixel.
    private Tensor Parse(RenderedViews views, int view)
    {
        using var scope = NewDisposeScope();
        var side = (int)views.Depth.shape[2];
        using var parsed = _parser.Parse(views.Image.narrow(0, view, 1).clamp(-1, 1), input);
        var labels = parsed.Labels;
        if (HatIsHair)
            labels = labels.where(labels.ne((byte)HeadPart.Hat), full_like(labels, (byte)HeadPart.Hair));
        var multiple = side * (int)Math.Max(1, Math.Ceiling(FaceParser.Side / (double)side));
        if (multiple != FaceParser.Side)
            labels = ParsedFaces.Nearest(labels, multiple);
        using var shares = PartLabels.FromClasses(labels, Parts, side);
        return shares.Probabilities.alias().MoveToOuterDisposeScope();
    }

    // The parser is asked about the very back only to tell when it and the rule disagree.
    private void WarnWhenTheRearIsBare(RenderedViews views, RearCompletion completion, ViewLabels result)
    {
        const double Back = 150;
        if (!completion.SidesShowHair || completion.Surfaces.Index().Where(item => Math.Abs(item.Item.YawDegrees) > Back).OrderByDescending(item => Math.Abs(item.Item.YawDegrees)).FirstOrDefault() is not { Item: { } back } found)
            return;
        using var scope = NewDisposeScope();
        var classes = ViewLabels.Hardest(Parse(views, found.Index));
        var (hair, all) = (0, 0);
        for (var i = 0; i < classes.Length; i++)
            if (back.Foreground[i] && back.Points[i].Y > completion.Rule.NeckLine)
            {
                all++;
                if (classes[i] == (byte)HeadPart.Hair)
                    hair++;
            }
        if (all > 0 && 2 * hair < all)
            result.Notes.Add(new EditNote(EditProblem.RuleInsteadOfLabels, string.Create(CultureInfo.InvariantCulture,
                $"Seen from behind ({back.YawDegrees:0}°) the parser finds hair on only {100.0 * hair / all:0} % of the head above the neck, although both sides show hair: the rule for rear views is trusted instead.")));
    }
}
