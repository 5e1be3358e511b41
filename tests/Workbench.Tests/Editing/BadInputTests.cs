using Workbench.Editing;
using Workbench.Generator;
using Workbench.Parsing;
using Workbench.Population;
using Workbench.Rendering;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Editing;

/// <summary>Whatever is wrong with heads or labels is said in words; no edit does nothing in silence.</summary>
public sealed class BadInputTests : TensorTest
{
    private static readonly LiftingConfig Front = new() { Ring = ViewRing.Front };

    private readonly PanoHead _head = DemoHeads.Generator();

    public static TheoryData<LiftingRule> Rules => [LiftingRule.Ratio, LiftingRule.Volume, LiftingRule.Published, LiftingRule.PerPlane];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_part_that_nobody_has_is_an_error_with_every_rule(LiftingRule rule)
    {
        using var _ = _head;
        var error = Fails(new RowLabels(0), new RowLabels(0), new TransferConfig { Lifting = Front with { Rule = rule } });
        Assert.Equal(EditProblem.EmptyPart, error.Problem);
        Assert.Contains("seed 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("seed 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_know_nothing_of_any_pixel_show_no_part()
    {
        using var _ = _head;
        var error = Fails(new RegionLabels((_, _) => 17, 0), new RegionLabels((_, _) => 17, 0), new TransferConfig { Lifting = Front });
        Assert.Equal(EditProblem.EmptyPart, error.Problem);
    }

    [Fact]
    public void A_mouth_that_the_reference_lacks_changes_nothing_and_that_is_said_twice()
    {
        using var _ = _head;
        var edit = Transfer(new RegionLabels((row, column) => row > 0.6 && row < 0.9 && column > 0.3 && column < 0.7 ? 12 : 1), new RowLabels(0.3), new TransferConfig { Lifting = Front, Parts = [new PartChoice { Part = "mouth" }] });
        Assert.Contains(edit.Notes, note => note.Problem == EditProblem.EmptyPart && note.Text.Contains("as it is", StringComparison.Ordinal));
        Assert.Contains(edit.Notes, note => note.Problem == EditProblem.NothingChanged);
    }

    [Fact]
    public void A_part_that_one_view_alone_shows_is_noticed()
    {
        using var _ = _head;
        var edit = Transfer(new RowLabels(0.4), new RegionLabels((row, _) => row < 0.5 ? 17 : 1, views: 1), new TransferConfig { Lifting = Front });
        Assert.Contains(edit.Notes, note => note.Problem == EditProblem.FewViews && note.Text.Contains("seed 2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_face_of_twice_the_size_is_not_aligned_and_that_is_said_with_its_scale_even_where_nobody_asked_for_alignment()
    {
        using var _ = _head;
        foreach (var align in Enum.GetValues<Aligning>())
            Check(align);
    }

    [Fact]
    public void Heads_of_one_frame_differ_in_place_and_size_by_little()
    {
        Assert.True(new HeadAlignment(1.05, 0.95, 1, 0, 0.02, -0.01).IsOneFrame);
        Assert.False(new HeadAlignment(1, 1, 1, 0, 0.1, 0).IsOneFrame);
        Assert.False(new HeadAlignment(1, 1.2, 1.1, 0, 0, 0).IsOneFrame);
    }

    private void Check(Aligning align)
    {
        // One head with two labellings, so that nothing but the size of the face differs.
        HeadEdit Sized(double target, double reference) =>
            new PartTransfer(_head).Transfer(DemoHeads.Head(_head, 1, new RegionLabels(Face(target))), [DemoHeads.Head(_head, 1, new RegionLabels(Face(reference)))], new TransferConfig { Lifting = Front, Align = align });
        var small = Sized(0.15, 0.3);
        Assert.Contains(small.Notes, note => note.Problem == EditProblem.NotAligned && note.Text.Contains("scale", StringComparison.Ordinal));
        Assert.Equal("none", small.Provenance.Alignment);
        var alike = Sized(0.2, 0.2);
        Assert.DoesNotContain(alike.Notes, note => note.Problem == EditProblem.NotAligned);
    }

    [Fact]
    public void A_parser_that_calls_everything_hair_is_noticed()
    {
        using var _ = _head;
        using var parser = Always(HeadPart.Hair);
        var edit = Transfer(new RowLabels(0.4), new ParserLabels(parser), new TransferConfig { Lifting = Front, Align = Aligning.Always });
        Assert.Contains(edit.Notes, note => note.Problem == EditProblem.EverythingIsPart && note.Text.Contains("face parser", StringComparison.Ordinal));
        Assert.Contains(edit.Notes, note => note.Problem == EditProblem.NotAligned);
    }

    [Fact]
    public void A_parser_that_finds_nobody_finds_no_part()
    {
        using var _ = _head;
        using var parser = Always(HeadPart.Background);
        var error = Fails(new ParserLabels(parser), new ParserLabels(parser), new TransferConfig { Lifting = Front });
        Assert.Equal(EditProblem.EmptyPart, error.Problem);
    }

    private EditException Fails(IPartLabels target, IPartLabels reference, TransferConfig config) => Assert.Throws<EditException>(() => Transfer(target, reference, config));

    private HeadEdit Transfer(IPartLabels target, IPartLabels reference, TransferConfig config) =>
        new PartTransfer(_head).Transfer(DemoHeads.Head(_head, 1, target), [DemoHeads.Head(_head, 2, reference)], config);

    // A parser whose every answer is one class: only that class hears the last features, which are never negative.
    private static FaceParser Always(HeadPart part)
    {
        var parser = new FaceParser();
        WeightRecipe.FillNamed(parser, "bisenet.");
        using var grad = no_grad();
        var scores = parser.state_dict()["conv_out.conv_out.weight"];
        scores.fill_(-1);
        scores[(long)part].fill_(1);
        return parser;
    }

    // Eight features, one a class, on a square in the middle of the picture, hair above, skin elsewhere.
    private static Func<double, double, int> Face(double half) => (row, column) =>
    {
        var (y, x) = ((row - 0.5) / half, (column - 0.5) / half);
        if (Math.Abs(y) > 1 || Math.Abs(x) > 1)
            return row < 0.3 ? 17 : 1;
        int[] features = [2, 3, 4, 5, 10, 11, 12, 13];
        return features[Math.Min(7, (int)((y + 1) * 4))];
    };

    /// <summary>Labels by place in the picture.</summary>
    /// <param name="classes">Class of a pixel: row and column, 0…1.</param>
    /// <param name="confidence">How far all pixels count.</param>
    /// <param name="views">Views that show them; the others show skin.</param>
    private sealed class RegionLabels(Func<double, double, int> classes, float confidence = 1, int views = int.MaxValue) : IPartLabels
    {
        public string Name => "regions";

        public PartTable Parts => PartTable.FaceParser;

        public bool ReadsPictures => false;

        public PartLabels Label(RenderedViews shown, CancellationToken cancellation = default)
        {
            using var scope = NewDisposeScope();
            var side = (int)shown.Depth.shape[2];
            var one = new long[side * side];
            for (var i = 0; i < one.Length; i++)
                one[i] = classes((i / side + 0.5) / side, (i % side + 0.5) / side);
            var maps = Enumerable.Range(0, (int)shown.Count).Select(view => view < views ? tensor(one, [1, side, side]) : ones([1, side, side], ScalarType.Int64)).ToArray();
            return Workbench.Ops.TensorRecordScopes.MoveToOuterDisposeScope(PartLabels.FromClasses(cat(maps), Parts, side, full([shown.Count, 1, side, side], confidence)));
        }
    }
}
