using Workbench.Ops;

namespace Workbench.Discriminators;

/// <summary>Encoded codes of earlier steps, mixed into what a latent discriminator sees as fake (e4e; the history of Shrivastava et al. 2017).</summary>
/// <remarks>
/// Every query of [n, K] codes gives one of its n rows, chosen at random, to the pool. Until the pool is full the row itself comes back; then, with probability ½, an old row comes back and the new one takes its place.
/// </remarks>
public sealed class LatentPool : IDisposable
{
    private const double SwapShare = 0.5;

    private const string CodesName = "codes", DrawsName = "draws";

    private readonly List<Tensor> _codes = [];
    private readonly uint _seed;
    private long _draws;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="size">Most codes; 0 gives every query back as it is, only its first row where there are many.</param>
    /// <param name="seed">Makes the choices repeatable.</param>
    public LatentPool(int size = 50, uint seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Size = size;
        _seed = seed;
    }

    /// <summary>Most codes.</summary>
    public int Size { get; }

    /// <summary>Codes held now.</summary>
    public int Count => _codes.Count;

    /// <summary>Puts codes in and takes as many out; they carry no gradient. The caller's scope owns the result.</summary>
    /// <param name="codes">[N, K], or [N, L, K] of which each sample gives one layer.</param>
    /// <returns>[N, K]</returns>
    public Tensor Query(Tensor codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        if (codes.dim() is not (2 or 3))
            throw new ArgumentException($"codes: expected [N, K] or [N, L, K], got [{string.Join(", ", codes.shape)}].", nameof(codes));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rows = Enumerable.Range(0, (int)codes.shape[0]).Select(n => Exchange(Row(codes[n]))).ToList();
        return stack(rows).MoveToOuterDisposeScope();
    }

    /// <summary>Copies of everything later queries depend on; the caller's scope owns them.</summary>
    public IReadOnlyDictionary<string, Tensor> CaptureState()
    {
        var state = new Dictionary<string, Tensor> { [DrawsName] = tensor(_draws, ScalarType.Int64) };
        if (_codes.Count > 0)
            state[CodesName] = stack(_codes);
        return state;
    }

    /// <summary>Takes over a captured state.</summary>
    /// <param name="state">From <see cref="CaptureState"/> of a pool of at most this size.</param>
    /// <exception cref="ArgumentException">It is the state of something else or of a larger pool.</exception>
    public void RestoreState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.TryGetValue(DrawsName, out var draws) || draws.numel() != 1)
            throw new ArgumentException($"state: there is no number '{DrawsName}'; it was not captured from a pool of codes.", nameof(state));
        var codes = state.GetValueOrDefault(CodesName);
        if (codes is not null && (codes.dim() != 2 || codes.shape[0] > Size))
            throw new ArgumentException($"state: '{CodesName}' is [{string.Join(", ", codes.shape)}]; this pool holds at most {Size} codes.", nameof(state));
        Dispose();
        for (var i = 0; i < (codes?.shape[0] ?? 0); i++)
            _codes.Add(codes![i].clone().DetachFromDisposeScope());
        _draws = draws.ToInt64();
    }

    /// <summary>Disposes the codes.</summary>
    public void Dispose()
    {
        foreach (var code in _codes)
            code.Dispose();
        _codes.Clear();
    }

    private Tensor Row(Tensor code)
    {
        if (code.dim() == 1)
            return code;
        return code[Size == 0 ? 0 : Choose((int)code.shape[0])];
    }

    private Tensor Exchange(Tensor code)
    {
        if (_codes.Count < Size)
        {
            _codes.Add(code.detach().clone().DetachFromDisposeScope());
            return code;
        }
        if (Size == 0 || Draw() >= SwapShare)
            return code;
        var place = Choose(_codes.Count);
        var old = _codes[place].clone();
        _codes[place].Dispose();
        _codes[place] = code.detach().clone().DetachFromDisposeScope();
        return old;
    }

    private int Choose(int count) => Math.Min((int)(Draw() * count), count - 1);

    // The n-th choice depends on seed and n only, so that a restored pool goes on as if it had never been stored.
    private double Draw() => HashStream.Uniform(HashStream.Key(_seed, nameof(LatentPool)), _draws++);
}
