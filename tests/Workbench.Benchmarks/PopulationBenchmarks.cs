using System.Globalization;
using Workbench.Cameras;
using Workbench.Population;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>Pictures of procedural heads: colours, coverage, depth, parts and normals, 2 × 2 rays a pixel.</summary>
internal static class PopulationBenchmarks
{
    private const int Rounds = 5;

    public static void Run(Machine machine)
    {
        Report(64, 64);
        Report(256, 8);
    }

    private static void Report(int side, int pictures)
    {
        var heads = Enumerable.Range(0, pictures).Select(i => HeadPopulation.Head(HeadSplit.Test, i)).ToArray();
        var cameras = Enumerable.Range(0, pictures).Select(i => HeadPopulation.Pose(PoseDistribution.Uniform, (uint)i)).ToArray();
        var time = Measurement.Interleaved(Rounds, () => HeadRenderer.Render(heads, cameras, side).Dispose())[0];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{$"population, {pictures} heads {side}²",-34}{pictures / time.Cpu,8:f1} pictures a second of processor time, {pictures / time.Wall:f1} elapsed on {get_num_threads()} threads"));
    }
}
