using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Workbench.Weights;

namespace Workbench.Geometry;

/// <summary>Density volumes as MRC2014 maps: the <c>.mrc</c> files of the official export, readable by map viewers.</summary>
/// <remarks>Mode 2 (float32), little-endian, no extended header. Array axis 0 is the sections, 1 the rows, 2 the columns (nz, ny, nx), as the usual Python writer stores arrays.</remarks>
public static class MrcFile
{
    private const int HeaderLength = 1024;
    private const int Float32Mode = 2;

    /// <summary>Writes a volume slice by slice; the file appears complete or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="volume">In the order in which it shall be stored, see <see cref="DensityGrid.ToOfficial"/>.</param>
    /// <param name="voxelSize">Edge of a voxel; viewers read it as ångström. The cell is the number of voxels times this.</param>
    /// <exception cref="InvalidDataException">A value is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ScalarVolume volume, float voxelSize = 1)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (!(voxelSize > 0 && float.IsFinite(voxelSize)))
            throw new ArgumentOutOfRangeException(nameof(voxelSize), voxelSize, "The voxel size must be positive.");
        AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[HeaderLength]); // the statistics are known only at the end
            var slice = new float[volume.SliceLength];
            var (smallest, largest) = (float.PositiveInfinity, float.NegativeInfinity);
            double mean = 0, squares = 0;
            var count = 0L;
            for (var x = 0; x < volume.SizeX; x++)
            {
                volume.ReadSlice(x, slice);
                foreach (var value in slice)
                {
                    if (!float.IsFinite(value))
                        throw new InvalidDataException($"The field is {value} in slice {x}: a map needs finite values.");
                    (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
                    // Welford's update: stable for a mean far from 0.
                    var change = value - mean;
                    mean += change / ++count;
                    squares += change * (value - mean);
                }
                stream.Write(MemoryMarshal.AsBytes(slice.AsSpan()));
            }
            stream.Position = 0;
            stream.Write(Header(volume, voxelSize, smallest, largest, mean, Math.Sqrt(squares / count)));
            stream.Position = stream.Length;
        });
    }

    /// <summary>Reads a map of mode 2.</summary>
    /// <param name="path">The file.</param>
    /// <returns>In the order in which it is stored.</returns>
    /// <exception cref="GeometryFormatException">The file is not a little-endian float32 map, or its length does not fit its header.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DenseVolume Read(string path)
    {
        using var stream = File.OpenRead(path);
        var header = new byte[HeaderLength];
        if (stream.Length < HeaderLength)
            throw new GeometryFormatException(path, $"{stream.Length} bytes are too few for the header of a map.");
        stream.ReadExactly(header);
        if (!header.AsSpan(208, 4).SequenceEqual("MAP "u8))
            throw new GeometryFormatException(path, "this is not an MRC map: the word MAP is missing at byte 208.");
        if (header[212] != 0x44)
            throw new GeometryFormatException(path, "the map is not little-endian.");
        if (Integer(12) != Float32Mode)
            throw new GeometryFormatException(path, $"the map has mode {Integer(12)}; only mode 2 (float32) is read.");
        if (Integer(64) != 1 || Integer(68) != 2 || Integer(72) != 3)
            throw new GeometryFormatException(path, "the axes of the map are permuted.");
        long columns = Integer(0), rows = Integer(4), sections = Integer(8), extended = Integer(92);
        if (columns < 2 || rows < 2 || sections < 2 || extended < 0)
            throw new GeometryFormatException(path, $"a map of {columns} × {rows} × {sections} values is no volume.");
        var values = (Int128)columns * rows * sections;
        if (HeaderLength + extended + 4 * values != stream.Length)
            throw new GeometryFormatException(path, $"the header promises {HeaderLength + extended + 4 * values} bytes, the file has {stream.Length}.");
        if (values > Array.MaxLength)
            throw new GeometryFormatException(path, "the map is too large for one array.");
        stream.Position += extended;
        var data = new float[(long)values];
        for (var first = 0; first < data.Length; first += 1 << 20)
            stream.ReadExactly(MemoryMarshal.AsBytes(data.AsSpan(first, Math.Min(1 << 20, data.Length - first))));
        return new DenseVolume(data, (int)sections, (int)rows, (int)columns);

        int Integer(int offset) => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(offset));
    }

    private static byte[] Header(ScalarVolume volume, float voxelSize, float smallest, float largest, double mean, double deviation)
    {
        var header = new byte[HeaderLength];
        int[] sizes = [volume.SizeZ, volume.SizeY, volume.SizeX]; // columns, rows, sections
        for (var i = 0; i < 3; i++)
        {
            Integer(4 * i, sizes[i]);
            Integer(28 + 4 * i, sizes[i]); // sampling of the cell
            Single(40 + 4 * i, sizes[i] * voxelSize); // cell edges
            Single(52 + 4 * i, 90); // cell angles
            Integer(64 + 4 * i, i + 1); // columns are x, rows y, sections z
        }
        Integer(12, Float32Mode);
        Single(76, smallest);
        Single(80, largest);
        Single(84, (float)mean);
        Integer(88, 1); // space group 1: a single volume
        Integer(108, 20140); // version of the format: MRC2014
        "MAP "u8.CopyTo(header.AsSpan(208));
        ((ReadOnlySpan<byte>)[0x44, 0x44, 0, 0]).CopyTo(header.AsSpan(212)); // machine stamp: little-endian
        Single(216, (float)deviation);
        Integer(220, 1); // one label
        header.AsSpan(224, 80).Fill((byte)' ');
        Encoding.ASCII.GetBytes("Raw density of a head, written by Workbench", header.AsSpan(224));
        return header;

        void Integer(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(offset), value);

        void Single(int offset, float value) => BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(offset), value);
    }
}
