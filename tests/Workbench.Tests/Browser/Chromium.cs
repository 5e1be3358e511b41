using System.Diagnostics;
using System.Globalization;

namespace Workbench.Tests.Browser;

/// <summary>A headless Chromium of its own, driven over the DevTools protocol; it ends with the test.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly TemporaryFolder _profile;
    private readonly Process _process;

    private Chromium(TemporaryFolder profile, Process process, DevTools tools) => (_profile, _process, Tools) = (profile, process, tools);

    public DevTools Tools { get; }

    /// <summary>Starts the browser.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message says which package to install.</exception>
    public static async Task<Chromium> Start(params string[] arguments)
    {
        var profile = new TemporaryFolder();
        var start = new ProcessStartInfo(Find()) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--mute-audio", "--disable-extensions", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-pings", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", .. arguments, "about:blank",
        ])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var lines = await WaitForPort(profile.File("DevToolsActivePort"), process);
        var port = int.Parse(lines[0], CultureInfo.InvariantCulture);
        return new Chromium(profile, process, await DevTools.Connect(new Uri($"ws://127.0.0.1:{port}{lines[1]}")));
    }

    /// <summary>Opens a page in a window of this size.</summary>
    public async Task<BrowserPage> Open(string address, int width = 1200, int height = 760, bool dark = true)
    {
        var page = await BrowserPage.Create(Tools, width, height, dark);
        await page.Go(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await Tools.DisposeAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        for (var attempt = 0; ; attempt++)
            try
            {
                _profile.Dispose();
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                await Task.Delay(100); // helpers of the browser are still writing
            }
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("The page tests need Chromium: install the Debian package 'chromium' (tests/packages.sh lists all packages of the tests).");
    }

    private static async Task<string[]> WaitForPort(string file, Process process)
    {
        for (var wait = 0; wait < 600; wait++)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"Chromium ended with code {process.ExitCode} instead of starting.");
            if (File.Exists(file) && await File.ReadAllLinesAsync(file) is { Length: >= 2 } lines)
                return lines;
            await Task.Delay(50);
        }
        throw new TimeoutException("Chromium did not open its DevTools port within 30 s.");
    }
}
