using Workbench.Generator;
using Workbench.Tests.Browser;
using Workbench.Tests.Parity;
using Workbench.Viewer;
using LiveViewer = Workbench.Viewer.Viewer;

namespace Workbench.Tests.Viewer;

/// <summary>The page in a real browser, moved by a real mouse.</summary>
[Trait("Category", "Browser")]
public sealed class ViewerPageTests : IAsyncLifetime
{
    private const string Refined = "document.getElementById('view')?.dataset.final === 'true'";
    private const string Pixels = "document.getElementById('canvas').toDataURL()";

    private readonly PanoHead _head = PanoHead.Load(FixtureFiles.Full(FixtureFiles.All().First(file => file.EndsWith(".pkl", StringComparison.Ordinal))));
    private Chromium _browser = null!;

    private static string? Screenshots => Environment.GetEnvironmentVariable("WORKBENCH_SCREENSHOTS");

    public async ValueTask InitializeAsync() => _browser = await Chromium.Start();

    public async ValueTask DisposeAsync()
    {
        LiveViewer.CloseAll();
        await _browser.DisposeAsync();
        _head.Dispose();
    }

    [Fact]
    public async Task A_drag_turns_the_head_and_the_picture_follows_and_is_refined()
    {
        using var view = LiveViewer.Show(_head, seed: 3);
        var page = await Open(view);
        var before = await Text(page, Pixels);
        var frames = await Frames(page);
        await page.Drag(450, 350, 160, -40);
        await page.Until("Math.abs(Number(document.getElementById('number-yaw').value)) > 20");
        await page.Until(Refined);
        Assert.NotEqual(before, await Text(page, Pixels));
        Assert.True(await Frames(page) > frames + 1, "Drafts were shown while the mouse moved.");
        var code = await Text(page, "document.getElementById('code').textContent");
        Assert.Contains("yawDegrees: -", code, StringComparison.Ordinal); // the surface follows the hand: the camera goes the other way
        Assert.Empty(page.Errors);
        Assert.All(page.Requests, address => Assert.StartsWith("127.0.0.1", new Uri(address).Host, StringComparison.Ordinal));
        await Shot(page, "dark");
    }

    private async Task<BrowserPage> Open(LiveView view, bool dark = true, int width = 1200, int height = 760)
    {
        var page = await _browser.Open(view.Address.AbsoluteUri, width, height, dark);
        await page.Until(Refined);
        return page;
    }

    private static async Task<string> Text(BrowserPage page, string expression) => (await page.Evaluate(expression))!.GetValue<string>();

    private static async Task<int> Frames(BrowserPage page) => (int)(await page.Evaluate("Number(document.getElementById('view').dataset.frames)"))!.GetValue<double>();

    private static async Task Shot(BrowserPage page, string name)
    {
        if (Screenshots is { } folder)
            await page.Screenshot(Path.Combine(folder, name + ".png"));
    }
}
