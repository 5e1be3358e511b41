using System.Runtime.InteropServices;

namespace Workbench.Cli;

/// <summary>Ctrl+C and termination as a cancellation token, listened to from before the command's first line.</summary>
/// <remarks>A command that prints "ready" before anybody listens loses the Ctrl+C that answers it; System.CommandLine registers only at a command's first await.</remarks>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly int? _atOnce;
    private int _seen;

    /// <summary>Begins to listen.</summary>
    /// <param name="atOnce">Exit code of a second signal, which waits for nothing; null goes on waiting.</param>
    public Signals(int? atOnce)
    {
        _atOnce = atOnce;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _cancellation.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _seen) == 1)
            _cancellation.Cancel();
        else if (_atOnce is { } code)
            Environment.Exit(code);
    }
}
