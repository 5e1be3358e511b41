using System.Globalization;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Counts dropped messages and says so on the error stream: the first of each kind, the tenth, the hundredth …</summary>
internal sealed class RejectionLog
{
    private readonly TextWriter _log = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });
    private readonly Lock _lock = new();
    private readonly Dictionary<Rejection, long> _counts = [];

    public IReadOnlyDictionary<Rejection, long> Counts
    {
        get
        {
            lock (_lock) return new Dictionary<Rejection, long>(_counts);
        }
    }

    public void Add(Rejection rejection)
    {
        long count;
        lock (_lock) _counts[rejection] = count = _counts.GetValueOrDefault(rejection) + 1;
        if (IsPowerOfTen(count)) _log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kernel: dropped a message ({rejection}), {count} so far"));
    }

    private static bool IsPowerOfTen(long count)
    {
        while (count >= 10 && count % 10 == 0) count /= 10;
        return count == 1;
    }
}
