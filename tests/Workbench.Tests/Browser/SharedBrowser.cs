namespace Workbench.Tests.Browser;

/// <summary>One browser for the tests of a class.</summary>
public sealed class SharedBrowser : IAsyncLifetime
{
    internal Chromium Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Browser = await Chromium.Start();

    public ValueTask DisposeAsync() => Browser.DisposeAsync();
}
