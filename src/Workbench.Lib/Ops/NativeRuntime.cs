using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Workbench.Ops;

/// <summary>Settings of the C library that libtorch reads or lives by; Linux with glibc only, elsewhere nothing happens.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>OMP_WAIT_POLICY=passive: idle workers of libtorch sleep instead of spinning against other threads of the process. A value set by the user stays.</item>
/// <item>malloc keeps and reuses large blocks in one heap instead of mapping fresh pages, which the system must zero, for every temporary tensor. The process keeps up to 2 GB that it freed.</item>
/// </list>
/// The environment variable <c>WORKBENCH_TUNE=off</c> switches both off.
/// <c>WORKBENCH_REPRODUCIBLE=on</c> makes results repeat bit for bit on the CPU, at equal thread counts: the matrix library otherwise picks its kernels
/// by the alignment of memory, which differs from run to run (MKL_CBWR=COMPATIBLE; x86 only).
/// </remarks>
public static unsafe class NativeRuntime
{
    private const int TrimThreshold = -1;
    private const int MmapMax = -4;
    private const int ArenaMax = -8;

    /// <summary>Whether the settings took effect.</summary>
    public static bool Tuned { get; private set; }

    /// <summary>Whether equal computations give equal bits; see the environment variable <c>WORKBENCH_REPRODUCIBLE</c>.</summary>
    public static bool Reproducible { get; private set; }

    /// <summary>Applies the settings; runs by itself when the library is first used, which must be before libtorch is loaded.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The wait policy is read once, when libtorch is loaded; no later call could set it.")]
    internal static void Tune()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc))
            return;
        // Environment.SetEnvironmentVariable changes the runtime's copy only, which getenv in native code does not see.
        if (!NativeLibrary.TryGetExport(libc, "setenv", out var setenv) || !NativeLibrary.TryGetExport(libc, "mallopt", out var mallopt))
            return;
        var assign = (delegate* unmanaged<byte*, byte*, int, int>)setenv;
        if (Environment.GetEnvironmentVariable("WORKBENCH_REPRODUCIBLE") == "on")
            fixed (byte* name = "MKL_CBWR\0"u8, value = "COMPATIBLE\0"u8)
                Reproducible = assign(name, value, 1) == 0;
        if (Environment.GetEnvironmentVariable("WORKBENCH_TUNE") == "off")
            return;
        fixed (byte* name = "OMP_WAIT_POLICY\0"u8, value = "passive\0"u8)
            _ = assign(name, value, 0);
        var set = (delegate* unmanaged<int, int, int>)mallopt;
        Tuned = (set(MmapMax, 0) & set(TrimThreshold, int.MaxValue) & set(ArenaMax, 1)) != 0;
    }
}
