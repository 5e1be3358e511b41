using System.Runtime.InteropServices;

namespace Workbench.Notebooks.Engine;

/// <summary>Lets the calling thread be aborted, and paused by the garbage collector, again after an abort.</summary>
/// <remarks>
/// On Linux the runtime reaches a thread in a loop by a signal and throws the abort from its handler, which so never returns: the system keeps
/// the signal blocked for the thread and for every thread it starts. The next loop there could neither be aborted nor paused, and the first
/// collection would wait for it for ever.
/// </remarks>
internal static partial class AbortSignal
{
    private const int Unblock = 1; // SIG_UNBLOCK
    private const int SignalSetBytes = 128; // sizeof(sigset_t) of glibc and musl

    /// <summary>To be called on a thread that has taken an abort.</summary>
    public static unsafe void Restore()
    {
        if (!OperatingSystem.IsLinux()) return;
        var set = stackalloc byte[SignalSetBytes];
        if (EmptySet(set) != 0 || AddToSet(set, FirstRealTimeSignal()) != 0 || ThreadMask(Unblock, set, null) != 0)
        {
            throw new InvalidOperationException("The signal of thread aborts cannot be unblocked.");
        }
    }

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static unsafe partial int EmptySet(byte* set);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static unsafe partial int AddToSet(byte* set, int signal);

    [LibraryImport("libc", EntryPoint = "__libc_current_sigrtmin")]
    private static partial int FirstRealTimeSignal();

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static unsafe partial int ThreadMask(int how, byte* set, byte* previous);
}
