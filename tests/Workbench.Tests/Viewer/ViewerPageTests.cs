using System.Text.Json.Nodes;
using Workbench.Generator;
using Workbench.Notebooks.Documents;
using Workbench.Tests.Browser;
using Workbench.Tests.Notebooks;
using Workbench.Tests.Parity;
using Workbench.Viewer;
using LiveViewer = Workbench.Viewer.Viewer;

namespace Workbench.Tests.Viewer;

/// <summary>The page in a real browser, moved by a real mouse.</summary>
[Trait("Category", "Browser")]
public sealed class ViewerPageTests(SharedBrowser shared) : IClassFixture<SharedBrowser>, IDisposable
{
    private const string Refined = "document.getElementById('view')?.dataset.final === 'true'";
    private const string Pixels = "(data => { let hash = 0; for (const c of data) hash = Math.imul(hash, 31) + c.charCodeAt(0) | 0; return `${hash} ${data.length}`; })(document.getElementById('canvas').toDataURL())";

    private readonly PanoHead _head = PanoHead.Load(FixtureFiles.Full(FixtureFiles.All().First(file => file.EndsWith(".pkl", StringComparison.Ordinal))));
    private readonly Chromium _browser = shared.Browser;

    private static string? Screenshots => Environment.GetEnvironmentVariable("WORKBENCH_SCREENSHOTS");

    public void Dispose()
    {
        LiveViewer.CloseAll();
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

    [Fact]
    public async Task Sliders_seeds_switches_and_choices_change_the_picture()
    {
        using var view = LiveViewer.Show(_head, seed: 3);
        var page = await Open(view);
        var pictures = new List<string> { await Text(page, Pixels) };
        async Task Changed(Func<Task> act)
        {
            await act();
            await page.Until($"{Refined} && {Pixels} !== '{pictures[^1]}'");
            pictures.Add(await Text(page, Pixels));
        }
        await Changed(() => page.Click("[data-control=seed] [data-step=Previous]"));
        Assert.Equal("2", await Text(page, "document.getElementById('number-seed').value"));
        await Changed(() => page.Click("[data-control=truncation] input[type=range]", across: 0.9));
        await Changed(() => page.Click("[data-control=mix] input"));
        Assert.False((await page.Evaluate("document.querySelector('[data-control=amount]').hidden"))!.GetValue<bool>());
        await Changed(() => page.Click("[data-control=layer] input[type=range]"));
        await Changed(() => page.Click("[data-control=show] label:nth-child(4)"));
        await Shot(page, "depth");
        await Changed(() => page.Click("[data-control=show] label:nth-child(5)"));
        await Changed(() => page.Click("[data-control=show] label:nth-child(2)"));
        await Changed(() => page.Wheel(450, 350, 300));
        await Changed(() => page.Key("ArrowLeft"));
        await Changed(() => page.Key("x"));
        await Changed(() => page.Click("#poses button:nth-child(4)"));
        Assert.Equal("180.0", await Text(page, "document.getElementById('number-yaw').value"));
        await Changed(() => page.Click("#reset"));
        await page.Until($"{Pixels} === '{pictures[0]}'");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Every_control_of_any_subject_gets_a_labelled_element()
    {
        using var view = LiveViewer.Show(new ToySubject { Beside = (Workbench.Display.Picture.Filled(40, 40, new(90, 140, 200)), "photograph") });
        var page = await Open(view);
        await page.Click("[data-control=hair] input");
        await page.Until($"{Refined} && !document.querySelector('[data-control=blend]').hidden");
        Assert.Equal("toy <b>", await Text(page, "document.querySelector('h1').textContent"));
        Assert.Equal("photograph", await Text(page, "document.getElementById('besideCaption').textContent"));
        Assert.Equal(0, (await page.Evaluate("[...document.querySelectorAll('input, button')].filter(e => !(e.labels?.length || e.getAttribute('aria-label') || e.textContent)).length"))!.GetValue<double>());
        await page.Click("[data-control=width] input[type=range]", across: 0.8);
        await page.Until(Refined);
        await Shot(page, "toy");
        await page.Click("#poses button:last-child");
        await page.Until($"{Refined} && document.getElementById('number-yaw').value === '180.0'");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task The_frame_in_a_report_is_live()
    {
        using var folder = new TemporaryFolder();
        using var view = LiveViewer.Show(_head, seed: 3);
        var document = TestNotebooks.Of(TestNotebooks.Text("# A head"), TestNotebooks.Code("Viewer.Show(head)"));
        using var html = new StringWriter();
        var formatter = new LiveViewFormatters().CreateTypeFormatters().Cast<LiveViewFormatter>().First();
        Assert.True(formatter.Format(view, html));
        document.Cells[1].Outputs.Add(new DisplayOutput { Data = new JsonObject { ["text/html"] = html.ToString() } });
        HtmlReport.Save(document, folder.File("report.html"));
        var page = await _browser.Open(new Uri(folder.File("report.html")).AbsoluteUri);
        await page.Until("document.querySelector('iframe')");
        for (var wait = 0; view.OpenPages == 0 && wait < 400; wait++)
            await Task.Delay(25);
        Assert.Equal(1, view.OpenPages);
        await Task.Delay(500);
        await Shot(page, "report");
        var box = (JsonArray)(await page.Evaluate("(() => { const b = document.querySelector('iframe').getBoundingClientRect(); return [b.x, b.y]; })()"))!;
        var before = await page.Picture();
        await page.Drag(box[0]!.GetValue<double>() + 200, box[1]!.GetValue<double>() + 200, 90, 0);
        await Task.Delay(1500);
        Assert.NotEqual(before, await page.Picture());
    }

    [Fact]
    public async Task A_wrong_token_shows_nothing()
    {
        using var view = LiveViewer.Show(_head, seed: 3);
        var address = view.Address.AbsoluteUri;
        var page = await _browser.Open(address[..^2] + (address[^2] == 'A' ? "B/" : "A/"));
        await page.Until("document.readyState === 'complete'");
        Assert.Equal("", await Text(page, "document.body.innerText.includes('Yaw') ? 'shown' : ''"));
        Assert.Equal(0, view.OpenPages);
    }

    [Fact]
    public async Task The_page_says_when_the_viewer_has_ended()
    {
        var view = LiveViewer.Show(new ToySubject());
        var page = await Open(view);
        view.Dispose();
        await page.Until("document.getElementById('link').classList.contains('lost')");
    }

    [Fact]
    public async Task The_page_fits_small_frames_in_light_and_dark()
    {
        using var view = LiveViewer.Show(_head, seed: 3);
        foreach (var (name, width, height, dark) in new[] { ("light", 1200, 760, false), ("cell", 1000, 560, true), ("phone", 390, 800, false) })
        {
            var page = await Open(view, dark, width, height);
            Assert.Equal(dark ? "dark" : "light", await Text(page, "document.documentElement.dataset.theme"));
            Assert.True((await page.Evaluate("document.documentElement.scrollWidth <= innerWidth && document.getElementById('view').getBoundingClientRect().width > 180"))!.GetValue<bool>());
            await Shot(page, name);
        }
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
