using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Workbench.Tests.Browser;

/// <summary>One page of the browser: go somewhere, evaluate, move the mouse, take pictures. Errors of its scripts are collected.</summary>
internal sealed class BrowserPage
{
    private readonly DevTools _tools;
    private readonly string _session;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _requests = new();

    private BrowserPage(DevTools tools, string session) => (_tools, _session) = (tools, session);

    /// <summary>Exceptions, console errors and refused loads so far.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Addresses that were asked for over the network.</summary>
    public IEnumerable<string> Requests => _requests.Where(address => address.StartsWith("http", StringComparison.Ordinal) || address.StartsWith("ws", StringComparison.Ordinal));

    public static async Task<BrowserPage> Create(DevTools tools, int width, int height, bool dark)
    {
        var target = (await tools.Send("Target.createTarget", new { url = "about:blank" }))["targetId"]!.GetValue<string>();
        var session = (await tools.Send("Target.attachToTarget", new { targetId = target, flatten = true }))["sessionId"]!.GetValue<string>();
        var page = new BrowserPage(tools, session);
        tools.Happened += page.Note;
        foreach (var domain in (string[])["Page", "Runtime", "Network", "Log"])
            await page.Send(domain + ".enable");
        await page.Send("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });
        await page.Send("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } } });
        return page;
    }

    public async Task Go(string address) => await Send("Page.navigate", new { url = address });

    /// <summary>Switches the network off and on.</summary>
    public Task Offline(bool isOff) => Send("Network.emulateNetworkConditions", new { offline = isOff, latency = 0, downloadThroughput = -1, uploadThroughput = -1 });

    /// <summary>The value of an expression; promises are awaited.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        var answer = await Send("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        if (answer["exceptionDetails"] is { } problem)
            throw new InvalidOperationException(problem.ToJsonString());
        return answer["result"]!["value"]?.DeepClone();
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task Until(string expression, int seconds = 30)
    {
        for (var end = DateTime.UtcNow.AddSeconds(seconds); ; await Task.Delay(40))
        {
            try
            {
                if ((await Evaluate($"Boolean({expression})"))!.GetValue<bool>())
                    return;
            }
            catch (InvalidOperationException) when (DateTime.UtcNow < end)
            {
                continue; // the page is just being replaced
            }
            if (DateTime.UtcNow > end)
                throw new TimeoutException($"After {seconds} s this is still not so: {expression}. Errors of the page: {string.Join("; ", _errors)}");
        }
    }

    /// <summary>Presses the left button at one place, moves in steps, and lets go.</summary>
    public async Task Drag(double x, double y, double dx, double dy, int steps = 12)
    {
        await Mouse("mousePressed", x, y);
        for (var i = 1; i <= steps; i++)
        {
            await Mouse("mouseMoved", x + dx * i / steps, y + dy * i / steps);
            await Task.Delay(16);
        }
        await Mouse("mouseReleased", x + dx, y + dy);
    }

    public async Task Click(double x, double y)
    {
        await Mouse("mousePressed", x, y);
        await Mouse("mouseReleased", x, y);
    }

    /// <summary>Clicks the first element that a selector finds.</summary>
    /// <param name="selector">CSS.</param>
    /// <param name="across">Share of its width, from the left.</param>
    public async Task Click(string selector, double across = 0.5)
    {
        var box = (JsonArray)(await Evaluate($"(() => {{ const e = document.querySelector({System.Text.Json.JsonSerializer.Serialize(selector)}); e.scrollIntoView({{block:'center'}}); const b = e.getBoundingClientRect(); return [b.x + b.width * {across.ToString(System.Globalization.CultureInfo.InvariantCulture)}, b.y + b.height / 2]; }})()"))!;
        await Click(box[0]!.GetValue<double>(), box[1]!.GetValue<double>());
    }

    public Task Wheel(double x, double y, double deltaY, bool shift = false) =>
        Send("Input.dispatchMouseEvent", new { type = "mouseWheel", x, y, deltaX = 0, deltaY, modifiers = shift ? 8 : 0 });

    public async Task Key(string key)
    {
        await Send("Input.dispatchKeyEvent", new { type = "keyDown", key });
        await Send("Input.dispatchKeyEvent", new { type = "keyUp", key });
    }

    /// <summary>Writes what the page looks like as PNG.</summary>
    public async Task Screenshot(string path) => await File.WriteAllBytesAsync(path, Convert.FromBase64String(await Picture()));

    /// <summary>What the page looks like, PNG in base64.</summary>
    public async Task<string> Picture() => (await Send("Page.captureScreenshot", new { format = "png" }))["data"]!.GetValue<string>();

    public Task<JsonObject> Send(string method, object? parameters = null) => _tools.Send(method, parameters, _session);

    private Task<JsonObject> Mouse(string type, double x, double y) =>
        Send("Input.dispatchMouseEvent", new { type, x, y, button = "left", buttons = type == "mouseReleased" ? 0 : 1, clickCount = type == "mouseMoved" ? 0 : 1 });

    private void Note(string? session, string method, JsonObject parameters)
    {
        if (session != _session)
            return;
        switch (method)
        {
            case "Runtime.exceptionThrown":
                _errors.Enqueue(parameters["exceptionDetails"]!.ToJsonString());
                break;
            case "Log.entryAdded" when parameters["entry"]!["level"]!.GetValue<string>() == "error":
                _errors.Enqueue(parameters["entry"]!["text"]!.GetValue<string>());
                break;
            case "Network.requestWillBeSent":
                _requests.Enqueue(parameters["request"]!["url"]!.GetValue<string>());
                break;
            case "Network.webSocketCreated":
                _requests.Enqueue(parameters["url"]!.GetValue<string>());
                break;
        }
    }
}
