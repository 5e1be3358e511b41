namespace Workbench.Tests.Browser;

/// <summary>Opens an HTML report with the network off and looks whether everything in it is there.</summary>
internal static class ReportPage
{
    /// <summary>Fails unless every picture is loaded and every chart drawn, without any request or error.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="path">The report.</param>
    /// <returns>How many pictures and charts the report has.</returns>
    public static async Task<(int Pictures, int Charts)> Check(Chromium browser, string path)
    {
        var page = await BrowserPage.Create(browser.Tools, 1200, 900, dark: false);
        await page.Offline(true);
        await page.Go(new Uri(path).AbsoluteUri);
        await page.Until("document.readyState === 'complete'");
        await page.Until("[...document.images].every(image => image.complete && image.naturalWidth > 0)");
        await page.Until("[...document.querySelectorAll('[data-wb-chart]')].every(chart => chart.querySelector('.plot-container svg, .plot-container canvas'))");
        if (Environment.GetEnvironmentVariable("WORKBENCH_SCREENSHOTS") is { } folder)
            await page.Screenshot(Path.Combine(folder, Path.GetFileNameWithoutExtension(path) + ".png"));
        Assert.Empty(page.Errors);
        Assert.Empty(page.Requests);
        return (await Count(page, "document.images.length"), await Count(page, "document.querySelectorAll('[data-wb-chart] .plot-container').length"));
    }

    private static async Task<int> Count(BrowserPage page, string expression) => (int)(await page.Evaluate(expression))!.GetValue<double>();
}
