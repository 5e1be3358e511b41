using System.Net.WebSockets;
using Workbench.Display;
using Workbench.Viewer;
using LiveViewer = Workbench.Viewer.Viewer;

namespace Workbench.Tests.Viewer;

/// <summary>Pictures over the line: the newest wins, drafts before refinements, nonsense ends the line and nothing else.</summary>
public sealed class ViewerStreamTests : IDisposable
{
    private readonly ToySubject _toy = new();
    private readonly LiveView _view;

    public ViewerStreamTests() => _view = LiveViewer.Show(_toy);

    public void Dispose()
    {
        _toy.Gate.Set();
        LiveViewer.CloseAll();
    }

    [Fact]
    public async Task A_moving_view_gets_drafts_and_a_resting_one_is_refined()
    {
        using var page = await PageClient.Connect(_view);
        await page.Send(1, yaw: 10);
        var (header, image) = (await page.Receive())!.Value;
        Assert.Equal(1, header["id"]!.GetValue<int>());
        Assert.False(image.Length == 0);
        await page.Send(2, yaw: 20, moving: false);
        var (final, _) = await page.ReceiveFinal();
        Assert.Equal(2, final["id"]!.GetValue<int>());
        Assert.Equal(ToySubject.Side, final["width"]!.GetValue<int>());
        Assert.Equal("// yaw 20", final["snippet"]!.GetValue<string>());
    }

    [Fact]
    public async Task Only_the_newest_of_many_states_is_drawn()
    {
        using var page = await PageClient.Connect(_view);
        _toy.Gate.Reset();
        await page.Send(1, yaw: 1);
        for (var i = 2; i <= 500; i++)
            await page.Send(i, yaw: i % 170);
        await Task.Delay(300); // the states arrive while the first is being drawn
        _toy.Gate.Set();
        var seen = new List<int>();
        while (seen.LastOrDefault() != 500)
            seen.Add((await page.Receive())!.Value.Header["id"]!.GetValue<int>());
        Assert.InRange(seen.Count, 2, 10);
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public async Task A_refinement_stops_when_the_view_moves_on_and_for_other_pages_and_is_taken_up_again()
    {
        using var other = await PageClient.Connect(_view);
        using var page = await PageClient.Connect(_view);
        await page.Send(1, yaw: 5, moving: false);
        await page.ReceiveFinal(); // the pace is known, drafts are drafts
        lock (_toy.Drawn)
            _toy.Drawn.Clear();
        _toy.Gate.Reset();
        var job = _view.Subject; // the next picture waits at the gate
        Assert.NotNull(job);
        await page.Send(2, yaw: 50, moving: false);
        await Task.Delay(200);
        await other.Send(3, yaw: 60);
        await Task.Delay(200);
        _toy.Gate.Set();
        var (final, _) = await page.ReceiveFinal();
        Assert.Equal(2, final["id"]!.GetValue<int>());
        Assert.Equal(3, (await other.Receive())!.Value.Header["id"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_picture_that_fails_is_explained_and_the_next_one_comes()
    {
        using var page = await PageClient.Connect(_view);
        _toy.Failure = new InvalidOperationException("the planes are gone");
        await page.Send(1, moving: false);
        var (header, image) = (await page.Receive())!.Value;
        Assert.Contains("the planes are gone", header["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(image);
        _toy.Failure = null;
        await page.Send(2, moving: false);
        Assert.Equal(2, (await page.ReceiveFinal()).Header["id"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"id\":1e400}")]
    [InlineData("{\"id\":1.5}")]
    [InlineData("{\"yaw\":\"1\"}")]
    [InlineData("{\"yaw\":null}")]
    [InlineData("{\"moving\":1}")]
    [InlineData("{\"values\":[]}")]
    [InlineData("{\"values\":{\"unknown\":1}}")]
    [InlineData("{\"values\":{\"seed\":{\"a\":1}}}")]
    [InlineData("{\"file\":\"/etc/passwd\"}")]
    [InlineData("{\"yaw\":[[[[[[[[[[]]]]]]]]]]}")]
    [InlineData("{\"yaw\":NaN}")]
    public async Task Nonsense_ends_the_line(string message)
    {
        using var page = await PageClient.Connect(_view);
        await page.Send(message);
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, await page.WaitForClose());
        Assert.Empty(_toy.Drawn);
    }

    [Fact]
    public async Task Binary_and_overlong_messages_end_the_line()
    {
        using (var page = await PageClient.Connect(_view))
        {
            await page.Send([1, 2, 3], WebSocketMessageType.Binary);
            Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await page.WaitForClose());
        }
        using (var page = await PageClient.Connect(_view))
        {
            await page.Send($"{{\"yaw\":{new string(' ', 20_000)}1}}");
            Assert.Equal(WebSocketCloseStatus.MessageTooBig, await page.WaitForClose());
        }
    }

    [Fact]
    public async Task A_thousand_random_messages_do_no_harm()
    {
        var random = new Random(7);
        byte[] sound = "{\"id\":7,\"moving\":true,\"yaw\":12.5,\"values\":{\"seed\":3,\"width\":1}}"u8.ToArray();
        var page = await PageClient.Connect(_view);
        for (var i = 0; i < 1000; i++)
        {
            var message = (byte[])sound.Clone();
            for (var flip = random.Next(1, 6); flip > 0; flip--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            try
            {
                await page.Send(i % 3 == 0 ? message[..random.Next(message.Length)] : message, i % 50 == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
            }
            catch (Exception error) when (error is WebSocketException or IOException or OperationCanceledException)
            {
                page.Dispose();
                page = await PageClient.Connect(_view);
            }
        }
        page.Dispose();
        using var next = await PageClient.Connect(_view);
        await next.Send(42, yaw: 33, moving: false);
        Assert.Equal("// yaw 33", (await next.ReceiveFinal()).Header["snippet"]!.GetValue<string>());
    }

    [Fact]
    public async Task Two_views_share_a_server_and_see_only_their_own_subject()
    {
        using var second = LiveViewer.Show(new ToySubject { Title = "second" });
        using var one = await PageClient.Connect(_view);
        using var two = await PageClient.Connect(second);
        await one.Send(1, yaw: 40, moving: false);
        await two.Send(2, yaw: -40, moving: false);
        Assert.Equal("// yaw 40", (await one.ReceiveFinal()).Header["snippet"]!.GetValue<string>());
        Assert.Equal("// yaw -40", (await two.ReceiveFinal()).Header["snippet"]!.GetValue<string>());
        Assert.DoesNotContain(_toy.Drawn, drawn => drawn.Yaw < 0);
        second.Dispose();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await two.WaitForClose());
        await one.Send(3, yaw: 41, moving: false);
        Assert.Equal(3, (await one.ReceiveFinal()).Header["id"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_resting_page_is_disconnected_and_may_come_back()
    {
        using var view = LiveViewer.Show(new ToySubject(), new ViewerSettings { IdleTime = TimeSpan.FromMilliseconds(300) });
        using (var page = await PageClient.Connect(view))
        {
            await page.Send(1);
            Assert.Equal((WebSocketCloseStatus)4000, await page.WaitForClose());
        }
        using var again = await PageClient.Connect(view);
        await again.Send(2, moving: false);
        Assert.Equal(2, (await again.ReceiveFinal()).Header["id"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_view_takes_a_limited_number_of_pages()
    {
        var pages = new List<PageClient>();
        for (var i = 0; i < 16; i++)
            pages.Add(await PageClient.Connect(_view));
        await Assert.ThrowsAsync<WebSocketException>(() => PageClient.Connect(_view));
        Assert.Equal(16, _view.OpenPages);
        pages.ForEach(page => page.Dispose());
        for (var wait = 0; wait < 200 && _view.OpenPages > 0; wait++)
            await Task.Delay(20);
        Assert.Equal(0, _view.OpenPages);
    }

    [Fact]
    public void A_view_displays_itself_as_a_frame_a_picture_and_a_line_with_the_address()
    {
        var source = (System.Collections.IEnumerable)new LiveViewFormatters().CreateTypeFormatters();
        var outputs = source.Cast<LiveViewFormatter>().ToDictionary(formatter => formatter.MimeType, formatter =>
        {
            using var writer = new StringWriter();
            Assert.True(formatter.Format(_view, writer));
            return writer.ToString();
        });
        Assert.Contains($"<iframe src=\"{_view.Address}\"", outputs["text/html"], StringComparison.Ordinal);
        Assert.Contains("toy &lt;b&gt;", outputs["text/html"], StringComparison.Ordinal);
        Assert.DoesNotContain("<script", outputs["text/html"], StringComparison.Ordinal);
        Assert.StartsWith("iVBORw0KGgo", outputs["image/png"], StringComparison.Ordinal);
        Assert.Equal($"toy <b>: {_view.Address}", outputs["text/plain"]);
    }

    [Fact]
    public void Disposing_frees_the_subject_on_its_own_thread()
    {
        var before = Tensor.TotalCount;
        var toy = new ToySubject();
        var view = LiveViewer.Show(toy);
        Assert.Equal(before + 1, Tensor.TotalCount);
        view.Dispose();
        view.Dispose();
        Assert.True(toy.IsDisposed);
        Assert.Equal(before, Tensor.TotalCount);
        Assert.False(view.IsOpen);
    }
}
