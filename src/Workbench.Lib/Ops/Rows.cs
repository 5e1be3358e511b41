namespace Workbench.Ops;

/// <summary>Loops of kernels over as many threads as libtorch uses.</summary>
internal static class Rows
{
    /// <summary>Calls <paramref name="body"/> with ranges that cover 0 … count − 1.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="body">Handles the rows first … end − 1; must not touch tensors, only memory.</param>
    public static void Split(int count, Action<int, int> body)
    {
        var parts = Math.Min(count, Math.Max(1, get_num_threads()) * 4); // a few parts a thread even out the load
        if (parts <= 1 || get_num_threads() <= 1)
        {
            body(0, count);
            return;
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() };
        Parallel.For(0, parts, options, part => body((int)((long)count * part / parts), (int)((long)count * (part + 1) / parts)));
    }
}
