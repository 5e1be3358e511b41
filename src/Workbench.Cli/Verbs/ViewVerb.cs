using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Viewer;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench view</c>: a page that turns a head live, until Ctrl+C.</summary>
internal static class ViewVerb
{
    private static readonly GeneratorOptions Generator = new();
    private static readonly Option<int> Port = new("--port", "-p") { Description = "Port on 127.0.0.1; a free one by default.", DefaultValueFactory = _ => 0 };
    private static readonly Option<bool> NoOpen = new("--no-open") { Description = "Do not open a browser." };

    private static readonly Option<bool> Transfer = new("--transfer") { Description = "Show transfers of hair and other parts between heads." };

    public static Command Create()
    {
        var command = new Command("view", "Look at heads live in a browser: drag to orbit, sliders for the rest.");
        Generator.AddTo(command);
        command.Add(Port);
        command.Add(NoOpen);
        command.Add(Transfer);
        command.SetAction(Show);
        return command;
    }

    private static async Task<int> Show(ParseResult arguments, CancellationToken cancellation)
    {
        using var head = Generator.Load(arguments);
        var settings = new ViewerSettings { Port = arguments.GetValue(Port) };
        var seed = arguments.GetValue(Generator.Seed);
        using var labels = new TransferLabels(null);
        using var view = arguments.GetValue(Transfer)
            ? Viewer.Viewer.ShowTransfer(head, new TransferHeads(head, labels).OfSeed, seed, seed == uint.MaxValue ? 0 : seed + 1, settings)
            : Viewer.Viewer.Show(head, seed, arguments.GetValue(Generator.Truncation), settings);
        Console.WriteLine($"viewer      {view.Address}"); // unwrapped: it is to be copied
        AnsiConsole.MarkupLine("            on this machine only, for whoever has this address; Ctrl+C stops it");
        if (!arguments.GetValue(NoOpen))
            Open(view.Address);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.WriteLine("stopped");
        }
        return 0;
    }

    // The address holds a secret: it goes to the desktop's own opener, never through a shell.
    private static void Open(Uri address)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", address.AbsoluteUri) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            AnsiConsole.MarkupLine("            no browser could be opened here: open the address by hand");
        }
    }
}
