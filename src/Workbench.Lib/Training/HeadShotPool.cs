using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>What one picture of a pool shows.</summary>
/// <param name="Head">The head.</param>
/// <param name="Camera">Where it is seen from.</param>
/// <param name="Details">What only photographs show.</param>
internal sealed record HeadShot(HeadSpec Head, Camera Camera, PhotoDetails Details);

/// <summary>Pictures of a pool as a batch.</summary>
/// <param name="Colours">0…1, multiplied by the coverage, [N, 3, S, S].</param>
/// <param name="Alpha">Coverage, 0…1, [N, 1, S, S].</param>
/// <param name="Parts">Classes of <see cref="HeadPart"/>, int64, [N, S, S].</param>
/// <param name="Numbers">Which pictures these are.</param>
internal sealed record HeadShotBatch(Tensor Colours, Tensor Alpha, Tensor Parts, IReadOnlyList<long> Numbers) : TensorRecord
{
    protected override IEnumerable<Tensor?> Owned => [Colours, Alpha, Parts];
}

/// <summary>Rendered heads that a training draws its batches from, as bytes; a few new ones replace the oldest at every step, since rendering a picture costs as much as learning from it several times.</summary>
/// <remarks>Picture i is a pure function of i and lies in place i mod capacity, so that a resumed training finds the same pool; it renders up to a whole pool first.</remarks>
internal sealed class HeadShotPool : IDisposable
{
    // Pictures rendered at once: enough for the renderer's threads, little memory.
    private const int Chunk = 32;

    private readonly int _side;
    private readonly Func<long, HeadShot> _shot;
    private Tensor? _pictures; // [places, 4, S, S], bytes
    private Tensor? _parts; // [places, S, S], bytes
    private long _newest;

    /// <summary>Begins without pictures.</summary>
    /// <param name="capacity">Most pictures.</param>
    /// <param name="side">S, pixels a side.</param>
    /// <param name="shot">What picture i shows.</param>
    public HeadShotPool(int capacity, int side, Func<long, HeadShot> shot) => (Capacity, _side, _shot) = (capacity, side, shot);

    /// <summary>Most pictures.</summary>
    public int Capacity { get; }

    /// <summary>Holds the newest pictures before number <paramref name="end"/>, as many as there is room for.</summary>
    public void Extend(long end)
    {
        using (NewDisposeScope())
        {
            _pictures ??= zeros([Capacity, 4, _side, _side], ScalarType.Byte).DetachFromDisposeScope();
            _parts ??= zeros([Capacity, _side, _side], ScalarType.Byte).DetachFromDisposeScope();
        }
        for (var first = Math.Max(_newest, end - Capacity); first < end; first += Chunk)
            Render(first, Math.Min(end, first + Chunk));
        _newest = Math.Max(_newest, end);
    }

    /// <summary>Draws pictures, each independently of the others; <see cref="Extend"/> comes first.</summary>
    /// <param name="count">N.</param>
    /// <param name="random">Stream <c>exercise</c>.</param>
    public HeadShotBatch Draw(int count, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var held = Math.Min(_newest, Capacity);
        var first = _newest - held;
        var numbers = DistillationBatch.Numbers(random.Uniform("exercise", count)).Select(u => first + Math.Min(held - 1, (long)(u * held))).ToArray();
        var places = tensor(numbers.Select(number => number % Capacity).ToArray());
        var pictures = _pictures!.index_select(0, places).to(ScalarType.Float32) / 255; // [N, 4, S, S]
        var parts = _parts!.index_select(0, places).to(ScalarType.Int64);
        return new HeadShotBatch(pictures[.., ..3].contiguous(), pictures[.., 3..].contiguous(), parts, numbers).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _pictures?.Dispose();
        _parts?.Dispose();
    }

    private void Render(long first, long end)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var shots = Enumerable.Range(0, (int)(end - first)).Select(i => _shot(first + i)).ToList();
        var rendered = HeadRenderer.Render([.. shots.Select(shot => shot.Head)], [.. shots.Select(shot => shot.Camera)], _side, 2, [.. shots.Select(shot => shot.Details)]);
        var places = tensor(Enumerable.Range(0, shots.Count).Select(i => (first + i) % Capacity).ToArray());
        var bytes = (cat([rendered.Colours, rendered.Alpha], 1) * 255).round().clamp(0, 255).to(ScalarType.Byte);
        _pictures!.index_copy_(0, places, bytes);
        _parts!.index_copy_(0, places, rendered.Parts);
    }
}
