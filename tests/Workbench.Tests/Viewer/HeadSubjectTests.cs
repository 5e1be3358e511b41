using Workbench.Display;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Notebooks.Engine;
using Workbench.Rendering;
using Workbench.Tests.Generator;
using Workbench.Tests.Notebooks;
using Workbench.Viewer;
using Workbench.Viewer.Subjects;
using LiveViewer = Workbench.Viewer.Viewer;

namespace Workbench.Tests.Viewer;

public sealed class HeadSubjectTests : TensorTest
{
    [Fact]
    public void A_final_picture_is_what_the_library_renders_and_a_draft_is_smaller()
    {
        using var head = SmallPanoHead.Create();
        using var subject = new PanoHeadSubject(head, seed: 2, truncation: 0.7, cachedHeads: 2);
        var state = ViewState.Initial(subject) with { Pose = new ViewPose(30, -10, 2.7, ViewPose.StandardView) };
        var final = subject.Render(state, ViewDetail.Final, default).Picture;
        var grid = head.Synthesize(head.Map(2, 0.7));
        var expected = Picture.FromTensor(head.Render(grid, state.Pose.ToCamera(), new RenderOptions { Rendering = head.Config.Rendering with { CoarseSamples = 7, FineSamples = 7 } }).Image);
        Assert.Equal(expected.Pixels.ToArray(), final.Pixels.ToArray());
        Assert.True(subject.Render(state, ViewDetail.Draft(1), default).Picture.Width < final.Width);
    }

    [Fact]
    public void Only_the_heads_seen_last_are_kept_and_all_tensors_go_in_the_end()
    {
        using var head = SmallPanoHead.Create();
        var before = Tensor.TotalCount;
        long one;
        using (var subject = new PanoHeadSubject(head, 0, 0.7, cachedHeads: 3))
        {
            var state = ViewState.Initial(subject);
            subject.Render(state, ViewDetail.Draft(1), default);
            one = Tensor.TotalCount - before;
            Assert.True(one > 0);
            for (var seed = 1; seed < 12; seed++)
                subject.Render(state with { Values = new Dictionary<string, double>(state.Values) { ["seed"] = seed } }, ViewDetail.Draft(1), default);
            Assert.Equal(3 * one, Tensor.TotalCount - before);
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_cancelled_picture_stops_and_leaves_no_tensors()
    {
        using var head = SmallPanoHead.Create();
        using var subject = new PanoHeadSubject(head, 0, 0.7, 1);
        subject.Render(ViewState.Initial(subject), ViewDetail.Draft(1), default);
        var before = Tensor.TotalCount;
        Assert.ThrowsAny<OperationCanceledException>(() => subject.Render(ViewState.Initial(subject), ViewDetail.Final, new CancellationToken(canceled: true)));
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_way_to_show_a_head_has_its_size_and_its_opacity(int show)
    {
        using var head = SmallPanoHead.Create();
        using var subject = new PanoHeadSubject(head, 0, 0.7, 1);
        var state = ViewState.Initial(subject);
        var picture = subject.Render(state with { Values = new Dictionary<string, double>(state.Values) { ["show"] = show } }, ViewDetail.Final, default).Picture;
        Assert.Equal(show < 2 ? head.Config.ImageResolution : head.Config.NeuralResolution, picture.Width);
        Assert.Equal(show is 1 or 3, !picture.IsOpaque);
    }

    [Fact]
    public void A_view_of_planes_lives_on_when_the_planes_given_are_disposed()
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(head.Sample(1, 2), 0.7));
        using var subject = new GridSubject(head, grid);
        grid.Dispose();
        var state = ViewState.Initial(subject);
        var first = subject.Render(state, ViewDetail.Final, default).Picture.Pixels.ToArray();
        var second = subject.Render(state with { Values = new Dictionary<string, double>(state.Values) { ["head"] = 1 } }, ViewDetail.Final, default).Picture.Pixels.ToArray();
        Assert.NotEqual(first, second);
        var error = Assert.Throws<ArgumentException>(() => new GridSubject(head, new TriGrid(zeros(new long[] { 1, 3, 8, 3, 16, 16 }), head.Config.PlaneAxes, 1)));
        Assert.Contains("latents", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_beginnings_are_refused_in_words()
    {
        using var head = SmallPanoHead.Create();
        Assert.Contains("4294967295", Assert.Throws<ArgumentOutOfRangeException>(() => LiveViewer.Show(head, seed: -1)).Message, StringComparison.Ordinal);
        Assert.Contains("truncation", Assert.Throws<ArgumentOutOfRangeException>(() => LiveViewer.Show(head, truncation: double.NaN)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("65535", Assert.Throws<ArgumentOutOfRangeException>(() => LiveViewer.Show(head, settings: new ViewerSettings { Port = 70000 })).Message, StringComparison.Ordinal);
    }
}

/// <summary>The viewer inside the notebook engine.</summary>
public sealed class ViewerNotebookTests : SessionTest
{
    private const string Usings = "using TorchSharp; using Workbench.Cameras; using Workbench.Display; using Workbench.Generator; using Workbench.Rendering; using Workbench.Viewer;\n";

    [Fact]
    public async Task A_cell_that_ends_in_a_view_shows_a_frame()
    {
        await Reference();
        var (result, sink) = await Run("var view = Viewer.Show(head, seed: 5);\nview");
        Assert.True(result.Status == CellStatus.Ok, result.Error?.Message);
        var bundle = Assert.Single(sink.Results);
        Assert.Contains("<iframe src=\"http://127.0.0.1:", bundle["text/html"], StringComparison.Ordinal);
        Assert.StartsWith("iVBORw0KGgo", bundle["image/png"], StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:", bundle["text/plain"], StringComparison.Ordinal);
        using (var client = new HttpClient())
            Assert.Contains("<title>Viewer</title>", await client.GetStringAsync(new Uri(bundle["text/plain"]!.Split(": ")[1])), StringComparison.Ordinal);
        Assert.Equal("0", await Value("Viewer.CloseAll(); Viewer.All.Count"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"yaw\":33.34,\"pitch\":-12,\"distance\":3.1,\"fov\":20,\"values\":{\"seed\":9,\"truncation\":0.55,\"cutoff\":3,\"samples\":20}}")]
    [InlineData("{\"yaw\":-170,\"values\":{\"mix\":1,\"seed2\":77,\"amount\":0.3,\"layer\":2}}")]
    [InlineData("{\"values\":{\"show\":2}}")]
    public async Task The_copied_code_makes_the_same_picture(string message)
    {
        await Reference();
        using var head = SmallPanoHead.Create();
        using var subject = new PanoHeadSubject(head, 4, 0.7, 2);
        var state = new Workbench.Viewer.Server.StateReader(subject).Read(System.Text.Encoding.UTF8.GetBytes(message), out var problem)?.State;
        Assert.True(state is not null, problem);
        var expected = Digest(subject, state);
        Assert.Equal(expected, await Value(subject.Snippet(state).Replace("\nPicture.", "\nvar shown = Picture.", StringComparison.Ordinal) + ";\nConvert.ToHexString(System.Security.Cryptography.SHA256.HashData(shown.Pixels.ToArray()))"));
    }

    // Grad mode and scopes belong to a thread: nothing here awaits.
    private static string Digest(PanoHeadSubject subject, ViewState state)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(subject.Render(state, ViewDetail.Final, default).Picture.Pixels));
    }

    private async Task Reference()
    {
        var (result, _) = await Run($"#r \"{typeof(LiveViewer).Assembly.Location}\"\n#r \"{typeof(Figure).Assembly.Location}\"\n#r \"{typeof(Tensor).Assembly.Location}\"\n#r \"{typeof(SmallHeadMaker).Assembly.Location}\"\n{Usings}var head = Workbench.Tests.Viewer.SmallHeadMaker.Make();");
        Assert.True(result.Status == CellStatus.Ok, result.Error is { } error ? string.Join('\n', error.Traceback) : "");
    }
}

/// <summary>Gives scripts a generator of fixed weights.</summary>
public static class SmallHeadMaker
{
    public static PanoHead Make() => SmallPanoHead.Create();
}
