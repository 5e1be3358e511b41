using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using NetMQ;
using Workbench.Notebooks.Engine;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Jupyter;

/// <summary>A process that is a kernel: from the connection file to the exit.</summary>
public static class KernelProcess
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(2);

    /// <summary>Serves until a client or a signal asks to end, or until the parent process is gone.</summary>
    /// <param name="connectionPath">The connection file. One that does not exist is written, readable by its owner only, and removed at the end; null writes one into the Jupyter runtime folder.</param>
    /// <param name="options">How the kernel is set up.</param>
    /// <returns>When the kernel is to end; the caller should let the process exit.</returns>
    /// <exception cref="InvalidDataException">The connection file is not one, or is refused.</exception>
    /// <exception cref="IOException">The file cannot be read or written, or a port is taken.</exception>
    public static async Task RunAsync(string? connectionPath, KernelOptions? options = null)
    {
        var path = Path.GetFullPath(connectionPath ?? Path.Combine(JupyterFolders.Runtime, $"kernel-{Guid.NewGuid():N}.json"));
        var isOurs = !File.Exists(path);
        var connection = isOurs ? ConnectionFile.Fresh() : ConnectionFile.Read(path);
        if (connection.IsExposed) await Console.Error.WriteLineAsync($"kernel: warning: others can read {path} and run code with its key; chmod 600 it.").ConfigureAwait(false);
        KeepAliveOnStrayExceptions();
        using (var kernel = JupyterKernel.Start(connection, options))
        using (var ending = new CancellationTokenSource())
        {
            if (isOurs) Announce(kernel.Connection, path);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                kernel.Interrupt();
            });
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                ending.Cancel();
            });
            await Task.WhenAny(kernel.Ended, ParentWatch.EndOfParentAsync(ending.Token)).ConfigureAwait(false);
            new Thread(ExitLate) { IsBackground = true, Name = "exit watch" }.Start();
            if (isOurs) File.Delete(path);
        }
        NetMQConfig.Cleanup(block: true); // sends what the sockets still hold, for as long as their linger allows
    }

    private static void Announce(ConnectionFile connection, string path)
    {
        connection.Write(path);
        Console.Out.WriteLine($"kernel: listening, connection file {path}");
        Console.Out.WriteLine($"kernel: connect with  jupyter console --existing {path}");
    }

    // a thread of a cell that throws would end the process and with it everything the notebook holds
    private static void KeepAliveOnStrayExceptions() => ExceptionHandling.SetUnhandledExceptionHandler(static error =>
    {
        var text = $"A thread that a cell has started ended with an exception: {error}\n";
        if (CellContext.Current is { } cell) cell.Sink.Write(StreamKind.Stderr, text);
        else Console.Error.Write(text);
        return true;
    });

    private static void ExitLate()
    {
        Thread.Sleep(ExitLimit);
        Environment.Exit(0); // cells that do not stop must not keep the process
    }
}
