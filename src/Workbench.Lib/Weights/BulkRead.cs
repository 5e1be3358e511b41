using System.Runtime.ExceptionServices;

namespace Workbench.Weights;

/// <summary>Fills tensor memory from a file, straight and with several threads.</summary>
/// <remarks>
/// One thread alone cannot keep a fast disk busy: fresh memory is faulted in page by page, which costs about as much as the copy itself.
/// Small amounts are read on the calling thread.
/// </remarks>
internal static unsafe class BulkRead
{
    private const int PieceBytes = 1 << 24;
    private const int MostThreads = 4;

    /// <summary>Reads the bytes of every entry into its tensor.</summary>
    /// <param name="targets">Entries with one-dimensional contiguous tensors on the CPU that have as many elements as the entry has stored.</param>
    public static void Fill(IReadOnlyList<(TensorEntry Entry, string Name, Tensor Elements)> targets)
    {
        var pieces = new List<Piece>();
        foreach (var (entry, name, elements) in targets)
            AddPieces(pieces, entry, name, elements);
        if (pieces.Count < 2 || pieces.Sum(piece => (long)piece.Length) < PieceBytes / 4)
        {
            foreach (var piece in pieces)
                piece.Read();
            return;
        }
        try
        {
            Parallel.ForEach(pieces, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MostThreads, Environment.ProcessorCount) }, piece => piece.Read());
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    private static void AddPieces(List<Piece> pieces, TensorEntry entry, string name, Tensor elements)
    {
        var size = ElementType.Size(entry.Dtype);
        var count = elements.numel();
        for (long start = 0, step; start < count; start += step)
        {
            step = Math.Min(PieceBytes / size, count - start);
            using var part = elements.narrow(0, start, step);
            // Tensor memory is not managed: it stays where it is as long as the tensor lives, which the caller's scope sees to.
            fixed (byte* memory = part.bytes)
                pieces.Add(new Piece(entry, name, start * size, memory, (int)step * size));
        }
    }

    private sealed class Piece(TensorEntry entry, string name, long start, byte* memory, int length)
    {
        public int Length => length;

        public void Read() => entry.Read(name, start, new Span<byte>(memory, length));
    }
}
