using System.Numerics;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Hair, skin and clothes by their colours alone: a source without weights for heads of which nothing is known, such as inverted photographs. Approximate.</summary>
/// <remarks>
/// The skin's colour is that of the middle of the face (|x| &lt; 0.1, −0.1 &lt; y &lt; 0.05 in front views). The colours of all front views fall into clusters (k-means in CIE L*a*b*);
/// those that much of the face falls into are skin, the others hair above the neck line and clothes below it, and a cluster that is mostly above it stays hair below, as long hair does.
/// The neck line is where the profile recedes under the chin. Views from behind follow the rule of <see cref="ParserLabels"/>.
/// <code>
/// IPartLabels labels = new ColourLabels();
/// using var found = labels.Label(head.Render(inverted.Grid, head.Orbit(16)));
/// </code>
/// </remarks>
public sealed class ColourLabels : IPartLabels
{
    /// <summary>Background, skin, hair and clothes.</summary>
    public static PartTable Table { get; } = new("colours", "background", "skin", "cloth", "hair");

    private static readonly HeadPart[] s_known = [HeadPart.Background, HeadPart.Skin, HeadPart.Cloth, HeadPart.Hair];

    /// <inheritdoc/>
    public string Name => "colours";

    /// <inheritdoc/>
    public PartTable Parts => Table;

    /// <inheritdoc/>
    public bool ReadsPictures => false;

    /// <inheritdoc/>
    public PartLabels Label(RenderedViews views, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(views);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var result = new ViewLabels(views, PartTable.FaceParser);
        FrontColours? colours = null;
        RearCompletion? completion = null;
        completion = new RearCompletion(views, result, view =>
        {
            colours ??= new FrontColours([.. completion!.Surfaces.Where(RearViewRule.IsFront)]);
            var surface = completion!.Surfaces[view];
            var classes = colours.Label(surface);
            using var one = PartLabels.FromClasses(tensor(classes, [1, surface.Side, surface.Side]), PartTable.FaceParser, surface.Side);
            return one.Probabilities.alias();
        });
        completion.Run("colour source", cancellation);
        result.Notes.Insert(0, new EditNote(EditProblem.Approximate, "Parts are guessed from colours alone: hair whose colour is near the skin's is missed, and dark clothes or beards may count as hair. A face parser or painted masks are better."));
        using var all = result.ToLabels();
        using var wanted = tensor(s_known.Select(part => (long)part).ToArray());
        return new PartLabels(all.Probabilities.index_select(1, wanted.to(all.Probabilities.device)), all.Confidence.alias(), Table, all.Notes).MoveToOuterDisposeScope();
    }
}
