using System.Diagnostics;
using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Hair transfers between held-out procedural heads, compared with the ideal edit, which is known.</summary>
/// <remarks>
/// Labels are the truth of the population. Baselines: <c>ideal code</c> is the generator's own picture of the ideal edit, the most that can be hoped for; <c>target</c> does nothing;
/// <c>reference</c> shows the other head. Views and labels of a pair are made once for all methods and freed with it, so memory does not grow with the pairs.
/// </remarks>
public static class TransferBenchmark
{
    /// <summary>The generator's own picture of the ideal edit.</summary>
    public const string IdealCode = "ideal code";

    private const string Nothing = "target (nothing done)", Other = "reference (other head)";

    /// <summary>Every rule with both rings and otherwise the same settings, first the default.</summary>
    public static IReadOnlyList<BenchmarkMethod> Rules { get; } =
    [
        .. from rule in new[] { LiftingRule.Ratio, LiftingRule.PerPlane, LiftingRule.Volume, LiftingRule.Published }
           from ring in new[] { ViewRing.Full, ViewRing.Front }
           select new BenchmarkMethod(NameOf(rule, ring), new TransferConfig { Lifting = new LiftingConfig { Rule = rule, Ring = ring } }),
    ];

    /// <summary>Plane-0 copying as it was published: 11 frontal views, nothing aligned, the target's colours.</summary>
    public static BenchmarkMethod AsPublished { get; } = new("Published, as published",
        new TransferConfig { Lifting = new LiftingConfig { Rule = LiftingRule.Published, Ring = ViewRing.Front }, Align = Aligning.Never, Dressing = Dressing.Target });

    /// <summary>The default less one of its choices at a time.</summary>
    public static IReadOnlyList<BenchmarkMethod> Ablations { get; } =
    [
        new(Rules[0].Name + ", aligned", new TransferConfig { Align = Aligning.Always }),
        new(Rules[0].Name + ", target's colours", new TransferConfig { Dressing = Dressing.Target }),
        new(Rules[0].Name + ", aligned, target's colours", new TransferConfig { Align = Aligning.Always, Dressing = Dressing.Target }),
        new(Rules[0].Name + ", not sharpened", new TransferConfig { Lifting = new LiftingConfig { Sharpen = false } }),
    ];

    /// <summary>What is compared unless somebody asks for something else.</summary>
    public static IReadOnlyList<BenchmarkMethod> Standard { get; } = [.. Rules, AsPublished, .. Ablations];

    /// <summary>What the results of a rule are called.</summary>
    public static string NameOf(LiftingRule rule, ViewRing ring) => $"{rule}, {ViewRings.Poses(ring).Count} views";

    /// <summary>Runs edits.</summary>
    /// <param name="head">A generator of the procedural population (64 latent numbers).</param>
    /// <param name="pairs">Pairs, as of <see cref="StylePair.HeldOut"/>.</param>
    /// <param name="methods">Settings to compare.</param>
    /// <param name="folder">Where numbers are kept as soon as they are known; what lies there is not measured again. Null keeps nothing.</param>
    /// <param name="progress">Told after every edit.</param>
    /// <param name="cancellation">Ends between edits; what is done is returned.</param>
    /// <returns>Rows of all pairs that are finished, with the baselines; pairs that another process works on are left out.</returns>
    /// <exception cref="IOException">The folder cannot be written, or holds numbers of another generator.</exception>
    public static IReadOnlyList<BenchmarkRow> Run(
        PanoHead head, IReadOnlyList<StylePair> pairs, IReadOnlyList<BenchmarkMethod> methods, string? folder = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(methods);
        if (head.Config.LatentWidth != HeadCoordinates.Count)
            throw new ArgumentException($"head: this benchmark needs a generator of procedural heads, whose codes have {HeadCoordinates.Count} numbers; {head.Name} has {head.Config.LatentWidth}.", nameof(head));
        if (methods.Select(method => method.Name).Concat([IdealCode, Nothing, Other]).GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"methods: the name '{twice.Key}' occurs twice.", nameof(methods));
        var kept = new BenchmarkFolder(folder, Fingerprint.Of(head));
        var settings = methods.ToDictionary(method => method.Name, method => ConfigJson.Write(method.Config));
        var rows = new List<BenchmarkRow>();
        var done = 0;
        foreach (var pair in pairs)
        {
            if (kept.Claim(pair) is not { } claim)
                continue;
            using (claim)
            {
                var known = kept.Read(pair);
                var missing = methods.Where(method => known.Of(method.Name, settings[method.Name]) is null).ToArray();
                done += methods.Count - missing.Length;
                if (missing.Length > 0 || known.Of(IdealCode, "") is null)
                    using (var run = new PairRun(head, pair))
                    {
                        foreach (var baseline in known.Of(IdealCode, "") is null ? run.Baselines() : [])
                            known = known.With(baseline);
                        foreach (var method in missing)
                        {
                            if (cancellation.IsCancellationRequested)
                                return rows;
                            known = known.With(run.Measure(method, settings[method.Name]));
                            kept.Write(pair, known);
                            progress?.Report(new StepReport(++done, pairs.Count * methods.Count, "transfers"));
                        }
                        kept.Write(pair, known);
                    }
                var names = methods.Select(method => method.Name).Prepend(Other).Prepend(Nothing).Prepend(IdealCode).ToArray();
                rows.AddRange(names.Select(name => known.Methods.First(one => one.Method == name)).Select(one => new BenchmarkRow(pair, one.Method, SectorPsnr.Of(one.Truth), SectorPsnr.Of(one.Possible), SectorPsnr.Of(one.OwnColours), one.Seconds)));
            }
        }
        return rows;
    }

    /// <summary>A procedural head as an edit takes it: synthesised from its code, labelled by the truth.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="z">64 numbers.</param>
    /// <param name="seed">Its seed, for the name.</param>
    public static EditableHead Head(PanoHead head, IReadOnlyList<float> z, long seed)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(z);
        using var scope = NewDisposeScope();
        var code = new Latents(tensor(z.ToArray(), [1, z.Count]), LatentSpace.Z);
        var grid = head.Synthesize(head.Map(code));
        return new EditableHead(grid.MoveToOuterDisposeScope(), new PopulationLabels(HeadSpec.FromLatent(z.ToArray())), $"head {seed}");
    }

    // Two heads, their true edit and what was found in them so far.
    private sealed class PairRun : IDisposable
    {
        private readonly DisposeScope _scope = NewDisposeScope();
        private readonly LiftingCache _cache = new(capacity: 2, surveys: 4);
        private readonly PanoHead _head;
        private readonly PartTransfer _transfer;
        private readonly Camera[] _cameras;
        private readonly EditableHead _target, _reference;
        private readonly Tensor _truth, _possible, _ownColours; // [V, 3, r, r]

        public PairRun(PanoHead head, StylePair pair)
        {
            _head = head;
            _transfer = new PartTransfer(head, cache: _cache);
            _cameras = [.. EditQuality.Yaws.Select(yaw => Camera.At(yaw, radius: head.Config.CameraRadius))];
            var (zTarget, zReference) = (HeadPopulation.Latent(pair.Target), HeadPopulation.Latent(pair.Reference));
            (_target, _reference) = (Head(head, zTarget, pair.Target), Head(head, zReference, pair.Reference));
            var (target, reference) = (HeadSpec.FromLatent(zTarget), HeadSpec.FromLatent(zReference));
            using var truth = HeadRenderer.Render(IdealEdit.Of(target, reference), _cameras, head.Config.NeuralResolution);
            _truth = truth.Image();
            _ownColours = IdealEdit.OwnColours(target, reference, _cameras, head.Config.NeuralResolution);
            _possible = Show(head.Synthesize(head.Map(IdealEdit.Code(zTarget, zReference))));
        }

        public IEnumerable<BenchmarkNumbers> Baselines()
        {
            using var scope = NewDisposeScope();
            return [Numbers(IdealCode, "", _possible, 0), Numbers(Nothing, "", Show(_target.Grid), 0), Numbers(Other, "", Show(_reference.Grid), 0)];
        }

        public BenchmarkNumbers Measure(BenchmarkMethod method, string settings)
        {
            using var scope = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            var edit = _transfer.Transfer(_target, [_reference], method.Config, cancellation: CancellationToken.None);
            var seconds = watch.Elapsed.TotalSeconds;
            return Numbers(method.Name, settings, edit.Render(_head, _cameras, new RenderOptions { Refine = false }, cancellation: CancellationToken.None).ImageRaw, seconds);
        }

        public void Dispose()
        {
            _cache.Dispose();
            _scope.Dispose();
        }

        private Tensor Show(TriGrid grid) => _head.Render(grid, _cameras, new RenderOptions { Refine = false }, cancellation: CancellationToken.None).ImageRaw;

        private BenchmarkNumbers Numbers(string method, string settings, Tensor image, double seconds) =>
            new() { Method = method, Settings = settings, Truth = IdealEdit.Psnr(image, _truth), Possible = IdealEdit.Psnr(image, _possible), OwnColours = IdealEdit.Psnr(image, _ownColours), Seconds = seconds };
    }
}
