using Workbench.Benchmarks;
using Workbench.Generator;
using Workbench.Ops;
using static TorchSharp.torch;

// Usage: [--threads n] [words]; runs the parts whose name contains one of the words, or all.
var words = new List<string>();
for (var i = 0; i < args.Length; i++)
    if (args[i] == "--threads" && i + 1 < args.Length && int.TryParse(args[i + 1], out var threads) && threads > 0)
        (_, i) = (Threads(threads), i + 1);
    else
        words.Add(args[i]);
var network = new Lazy<PanoHeadNetwork>(() => new PanoHeadNetwork(PanoHeadConfig.Paper));
(string Name, Action<Machine> Run)[] parts =
[
    ("backbone", machine => SynthesisBenchmarks.Backbone(machine, network.Value)),
    ("background", machine => SynthesisBenchmarks.Background(machine, network.Value)),
    ("render64", machine => RayBenchmarks.Run(machine, 64)),
    ("render128", machine => RayBenchmarks.Run(machine, 128)),
    ("superresolution", machine => SynthesisBenchmarks.SuperResolution(machine, network.Value)),
    ("orbit", machine => SynthesisBenchmarks.Orbit(machine, network.Value)),
    ("trunk", EncoderBenchmarks.Trunk),
    ("styles", EncoderBenchmarks.Styles),
    ("planes", EncoderBenchmarks.Planes),
    ("population", PopulationBenchmarks.Run),
    ("dual", _ => DualBenchmarks.Run(network.Value)),
    ("edit", _ => EditBenchmarks.Run(network.Value)),
];
Console.WriteLine($"{get_num_threads()} threads, lanes of {Simd.Width} floats, allocator and wait policy {(NativeRuntime.Tuned ? "tuned" : "as the system has them")}.");
var machine = Machine.Measure();
Report.Header(machine);
foreach (var (name, run) in parts)
    if (words.Count == 0 || words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
        run(machine);
return 0;

static int Threads(int count)
{
    set_num_threads(count);
    return count;
}
