using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Workbench.Notebooks.Engine;

/// <summary>Reads which symbol versions of the C++ runtime a native library needs, and marks those as weak that this system lacks.</summary>
/// <remarks>A weak need is a warning for the loader instead of an error; it is safe where only a symbol without relocations carries the version.</remarks>
internal static class ElfVersionNeeds
{
    private const uint SectionOfNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const int WeakFlag = 2; // VER_FLG_WEAK
    private const long LargestExamined = 64L << 20; // glue libraries are small; the large ones carry their own runtime

    private static readonly Lazy<byte[]?> Runtime = new(() =>
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libstdc++.so.6", out _)) return null;
        var path = File.ReadLines("/proc/self/maps").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(5))
            .FirstOrDefault(file => file is not null && Path.GetFileName(file).StartsWith("libstdc++.so.6", StringComparison.Ordinal));
        return path is null ? null : File.ReadAllBytes(path);
    });

    /// <summary>The library's bytes with missing versions weakened, or null when nothing is missing.</summary>
    public static byte[]? WithoutMissingVersions(string library)
    {
        if (!OperatingSystem.IsLinux() || new FileInfo(library).Length > LargestExamined || Runtime.Value is not { } runtime) return null;
        var bytes = File.ReadAllBytes(library);
        try
        {
            return Weaken(bytes, version => version.StartsWith("GLIBCXX_", StringComparison.Ordinal) && runtime.AsSpan().IndexOf(Encoding.ASCII.GetBytes(version + "\0")) < 0) ? bytes : null;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            return null; // not a library this reader understands: the system's loader will judge it
        }
    }

    private static bool Weaken(byte[] elf, Func<string, bool> isMissing)
    {
        // ELF64, little endian
        if (elf.Length < 64 || !elf.AsSpan(0, 6).SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1])) return false;
        var changed = false;
        long sections = Long(elf, 0x28);
        int size = Short(elf, 0x3A), count = Short(elf, 0x3C);
        for (var i = 0; i < count; i++)
        {
            var section = sections + ((long)i * size);
            if (Int(elf, section + 4) != SectionOfNeeds) continue;
            var strings = Long(elf, sections + (Int(elf, section + 40) * size) + 24);
            var need = Long(elf, section + 24);
            for (long next = -1; next != 0; need += next)
            {
                next = Int(elf, need + 12);
                var auxiliary = need + Int(elf, need + 8);
                for (int k = Short(elf, need + 2); k > 0; k--)
                {
                    if (isMissing(Text(elf, strings + Int(elf, auxiliary + 8))))
                    {
                        elf[auxiliary + 4] |= WeakFlag;
                        changed = true;
                    }
                    auxiliary += Int(elf, auxiliary + 12);
                }
            }
        }
        return changed;
    }

    private static long Long(byte[] bytes, long offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(checked((int)offset)));

    private static long Int(byte[] bytes, long offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(checked((int)offset)));

    private static int Short(byte[] bytes, long offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(checked((int)offset)));

    private static string Text(byte[] bytes, long offset)
    {
        var text = bytes.AsSpan(checked((int)offset));
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }
}
