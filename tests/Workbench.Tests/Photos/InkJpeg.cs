namespace Workbench.Tests.Photos;

/// <summary>A JPEG file of one block in four inks (CMYK), as scanners and printers write them: ITU T.81 baseline with Adobe's marker, by hand.</summary>
internal static class InkJpeg
{
    /// <summary>8×8 pixels of pure red: no cyan, full magenta and yellow, no black. Adobe stores 255 less the ink.</summary>
    public static byte[] Red { get; } = Create(255, 0, 0, 255);

    private static byte[] Create(params ReadOnlySpan<int> inverted)
    {
        var file = new List<byte> { 0xFF, 0xD8 };
        Segment(file, 0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]); // no colour transform
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Segment(file, 0xC0, [8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]);
        Segment(file, 0xC4, [0x00, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 10]); // 00 is category 11, 01 category 10
        Segment(file, 0xC4, [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // 0 ends a block
        Segment(file, 0xDA, [4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
        var bits = "";
        foreach (var sample in inverted)
        {
            var level = Math.Clamp((sample - 128) * 8, -1024, 1016);
            var category = level == -1024 ? 11 : 10;
            var code = level < 0 ? level + (1 << category) - 1 : level;
            bits += (category == 11 ? "00" : "01") + Convert.ToString(code, 2).PadLeft(category, '0') + "0";
        }
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        for (var i = 0; i < bits.Length; i += 8)
        {
            var value = Convert.ToByte(bits.Substring(i, 8), 2);
            file.Add(value);
            if (value == 0xFF)
                file.Add(0);
        }
        return [.. file, 0xFF, 0xD9];
    }

    private static void Segment(List<byte> file, byte marker, byte[] content)
    {
        var length = content.Length + 2;
        file.AddRange([0xFF, marker, (byte)(length >> 8), (byte)length]);
        file.AddRange(content);
    }
}
