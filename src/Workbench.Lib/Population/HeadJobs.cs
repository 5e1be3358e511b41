namespace Workbench.Population;

/// <summary>What one thread needs to trace rays.</summary>
internal sealed class HeadWorker : IDisposable
{
    public HeadMarcher Marcher { get; } = HeadMarcher.Create();

    public RayBlock Rays { get; } = new();

    public void Dispose()
    {
        Marcher.Dispose();
        Rays.Dispose();
    }
}

/// <summary>Cuts work on heads into blocks that threads share.</summary>
internal static class HeadJobs
{
    /// <summary>A block of work.</summary>
    /// <param name="worker">The thread's own memory.</param>
    /// <param name="model">The head.</param>
    /// <param name="head">Its index.</param>
    /// <param name="start">First element.</param>
    /// <param name="size">Elements, at most <see cref="PointBlock.Capacity"/>.</param>
    public delegate void Body(HeadWorker worker, HeadModel model, long head, long start, int size);

    /// <summary>Calls a body for every block of every head.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="count">Elements a head.</param>
    /// <param name="body">Called on several threads.</param>
    /// <param name="blockSize">Elements a block, at most <see cref="PointBlock.Capacity"/>.</param>
    /// <param name="details">One a head; null for the generator population.</param>
    public static void Run(IReadOnlyList<HeadSpec> heads, long count, Body body, int blockSize = PointBlock.Capacity, IReadOnlyList<PhotoDetails>? details = null)
    {
        var blocks = (count + blockSize - 1) / blockSize;
        if (heads.Count == 0 || blocks == 0)
            return;
        // Equal neighbours (views of one head) share what is made of them.
        var models = new Lazy<HeadModel>[heads.Count];
        for (var i = 0; i < models.Length; i++)
        {
            var (head, worn) = (heads[i], details?[i] ?? PhotoDetails.None);
            ArgumentNullException.ThrowIfNull(head, nameof(heads));
            models[i] = i > 0 && ReferenceEquals(head, heads[i - 1]) && ReferenceEquals(worn, details?[i - 1] ?? PhotoDetails.None) ? models[i - 1] : new Lazy<HeadModel>(() => new HeadModel(head, worn));
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, get_num_threads()) };
        Parallel.For(0, models.Length * blocks, options, () => new HeadWorker(), Step, worker => worker.Dispose());

        HeadWorker Step(long job, ParallelLoopState state, HeadWorker worker)
        {
            var (head, block) = (job / blocks, job % blocks);
            var start = block * blockSize;
            body(worker, models[head].Value, head, start, (int)Math.Min(blockSize, count - start));
            return worker;
        }
    }
}
