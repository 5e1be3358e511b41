using System.CommandLine;
using Spectre.Console;
using Workbench.Generator;
using Workbench.Notebooks.Engine;
using Workbench.Notebooks.Jupyter;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench kernel</c>: serves Jupyter from this process. <c>workbench kernel install | uninstall</c>: makes Jupyter know the kernel.</summary>
internal static class KernelVerb
{
    private static readonly Option<FileInfo?> ConnectionFile = new("--connection-file", "-f") { Description = "Jupyter's connection file; one that does not exist is written." };
    private static readonly Option<bool> Insecure = new("--insecure") { Description = "Accept a connection without a key: every user of this machine can then run code." };
    private static readonly Option<DirectoryInfo?> DataFolder = new("--data-folder") { Description = "Jupyter's data folder; by default JUPYTER_DATA_DIR or that of the current user." };

    public static Command Create()
    {
        var install = new Command("install", "Build the kernel ahead of time and write its kernelspecs.") { DataFolder };
        install.SetAction(async (arguments, cancellation) =>
        {
            await InstalledKernel.Install(Folder(arguments), cancellation);
            AnsiConsole.MarkupLine("  Jupyter now offers .NET (C#).");
            return 0;
        });
        var uninstall = new Command("uninstall", "Remove what install has written.") { DataFolder };
        uninstall.SetAction(arguments => InstalledKernel.Uninstall(Folder(arguments)));
        var command = new Command("kernel", "Serve Jupyter as a C# kernel, or install that kernel.") { ConnectionFile, Insecure, install, uninstall };
        command.SetAction(Serve);
        return command;
    }

    private static async Task<int> Serve(ParseResult arguments, CancellationToken cancellation)
    {
        await KernelProcess.RunAsync(arguments.GetValue(ConnectionFile)?.FullName, new KernelOptions
        {
            Insecure = arguments.GetValue(Insecure),
            Session = new SessionOptions { References = [typeof(PanoHead).Assembly] },
        });
        return 0;
    }

    private static string Folder(ParseResult arguments) => arguments.GetValue(DataFolder)?.FullName ?? JupyterFolders.Data;
}
