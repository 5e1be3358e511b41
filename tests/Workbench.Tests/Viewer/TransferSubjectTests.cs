using Workbench.Display;
using Workbench.Editing;
using Workbench.Tests.Editing;
using Workbench.Viewer;
using Workbench.Viewer.Subjects;

namespace Workbench.Tests.Viewer;

public sealed class TransferSubjectTests : TensorTest
{
    private static readonly RowLabels Labels = new(0.5);

    [Fact]
    public void Strength_zero_shows_the_target_and_strength_one_something_else()
    {
        using var head = DemoHeads.Generator();
        using var subject = new TransferSubject(head, seed => DemoHeads.Head(head, seed, Labels), 1, 2);
        var state = ViewState.Initial(subject);
        byte[] Pixels(string control, double value) => subject.Render(With(state, control, value), ViewDetail.Final, default).Picture.Pixels.ToArray();
        var target = Pixels("subject", 1);
        Assert.Equal(target, Pixels("strength", 0));
        Assert.NotEqual(target, Pixels("strength", 1));
    }

    [Fact]
    public void An_impossible_edit_is_told_in_the_caption()
    {
        using var head = DemoHeads.Generator();
        using var subject = new TransferSubject(head, seed => DemoHeads.Head(head, seed, Labels), 1, 2);
        var glasses = PartSet.All.Select((set, i) => (set, i)).First(item => item.set == PartSet.Glasses).i;
        var picture = subject.Render(With(ViewState.Initial(subject), "part", glasses), ViewDetail.Draft(1), default);
        Assert.Contains("No view shows glasses", picture.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void The_snippet_names_what_was_set_and_all_tensors_go_in_the_end()
    {
        using var head = DemoHeads.Generator();
        var before = Tensor.TotalCount;
        using (var subject = new TransferSubject(head, seed => DemoHeads.Head(head, seed, Labels), 1, 2))
        {
            for (var seed = 3; seed < 12; seed++)
                subject.Render(With(ViewState.Initial(subject), "reference", seed), ViewDetail.Draft(0.5), default);
            var snippet = subject.Snippet(With(ViewState.Initial(subject), "grow", 2));
            Assert.Contains("Grow = 2", snippet, StringComparison.Ordinal);
            Assert.Contains("heads(1), [heads(2)]", snippet, StringComparison.Ordinal);
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static ViewState With(ViewState state, string control, double value) =>
        state with { Values = new Dictionary<string, double>(state.Values) { [control] = value } };
}
