using Workbench.Cameras;
using Workbench.Losses;
using Workbench.Metrics;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>What LPIPS-demo and FID-demo say about changes whose size is known.</summary>
public static class FeatureMeasures
{
    private const int Chunk = 25;

    // Heads that weigh the stages: far from those of the training.
    private const long FirstWeighed = 1_000_000_000;
    private const int Weighed = 96;

    /// <summary>Changes of a picture, each kind from small to large.</summary>
    private static readonly string[][] Ladders =
    [
        ["blur 0.5", "blur 1", "blur 2"], ["noise 0.02", "noise 0.06", "noise 0.2"], ["shift 1", "shift 3"], ["brightness 0.9", "brightness 0.7"],
        ["view 10°", "view 30°", "view 90°"], ["other person", "other head"], ["blur 0.5", "other head"], ["noise 0.02", "other head"], ["shift 1", "other head"], ["other hair", "other head"],
    ];

    /// <summary>Names of all changes that are measured.</summary>
    public static IReadOnlyList<string> Changes { get; } = [.. Ladders.SelectMany(ladder => ladder).Distinct()];

    /// <summary>Weighs the stages so that each contributes alike to the distance of two random heads seen from one side, and this distance is 1 in the mean.</summary>
    /// <param name="network">The network; its weights change.</param>
    public static void WeighStages(HeadFeatureNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var stages = network.Config.Widths.Count;
        var sum = zeros(stages);
        for (var i = 0; i < Weighed; i++)
        {
            using var step = NewDisposeScope();
            var camera = HeadPopulation.Pose(PoseDistribution.Uniform, (uint)i);
            var (a, b) = (HeadPopulation.Head(HeadSplit.Train, FirstWeighed + 2 * i), HeadPopulation.Head(HeadSplit.Train, FirstWeighed + 2 * i + 1));
            var images = HeadRenderer.Render([a, b], [camera, camera], network.Config.ImageResolution).Image();
            sum.add_(network.StageDifferences(images[..1], images[1..]).squeeze(0));
        }
        network.StageWeights.copy_(Weighed / (stages * sum.clamp(min: 1e-6)));
    }

    /// <summary>Measures held-out heads.</summary>
    /// <param name="network">The network.</param>
    /// <param name="split">Which heads.</param>
    /// <param name="heads">How many; sets for FID-demo have so many each, at least two.</param>
    /// <returns>
    /// lpips/… the mean LPIPS-demo of every change of <see cref="Changes"/>; order, the share of single heads for which a smaller change has the smaller distance;
    /// fid/none of two disjoint samples of the population (the floor of this count); fid/5, fid/20, fid/50, fid/100 with so many per cent of the heads bald; fid/blur 1 and fid/photos of all pictures blurred or with the extras of photographs; kid/none and kid/20.
    /// </returns>
    public static IReadOnlyDictionary<string, double> Measure(HeadFeatureNetwork network, HeadSplit split, int heads)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 2);
        using var grad = no_grad();
        var values = new Dictionary<string, double>();
        MeasureChanges(network, split, Math.Min(heads, 100), values);
        MeasureSets(network, split, heads, values);
        return values;
    }

    private static void MeasureChanges(HeadFeatureNetwork network, HeadSplit split, int heads, Dictionary<string, double> values)
    {
        var distances = Changes.ToDictionary(change => change, _ => new List<double>());
        for (var i = 0; i < heads; i++)
        {
            using var scope = NewDisposeScope();
            var (head, other) = (HeadPopulation.Head(split, i), HeadPopulation.Head(split, heads + i));
            var draw = HeadPopulation.Seed(split, i);
            var yaw = 360.0 * i / heads;
            var (camera, side) = (Camera.At(yaw, 10 * Math.Sin(i)), network.Config.ImageResolution);
            Tensor See(HeadSpec seen, double turn = 0) => HeadRenderer.Render(seen, turn == 0 ? camera : Camera.At(yaw + turn, 10 * Math.Sin(i)), side).Image();
            var image = See(head);
            using var noise = new torch.Generator(draw);
            var grain = randn(image.shape, generator: noise);
            foreach (var change in Changes)
            {
                var changed = change switch
                {
                    "other person" => See(head.WithIdentityOf(other)),
                    "other hair" => See(head.WithHairOf(other)),
                    "other head" => See(other),
                    _ when change.StartsWith("view ", StringComparison.Ordinal) => See(head, Amount(change)),
                    _ => Change(image, change, grain),
                };
                distances[change].Add(network.Distance(image, changed).ToDouble());
            }
        }
        foreach (var (change, list) in distances)
            values["lpips/" + change] = list.Average();
        values["order"] = Ladders.SelectMany(ladder => ladder.Zip(ladder.Skip(1))).SelectMany(pair => distances[pair.First].Zip(distances[pair.Second])).Average(pair => pair.First < pair.Second ? 1.0 : 0);
    }

    private static void MeasureSets(HeadFeatureNetwork network, HeadSplit split, int heads, Dictionary<string, double> values)
    {
        using var scope = NewDisposeScope();
        var reference = Rows(network, heads, i => Shot(split, i));
        var same = Rows(network, heads, i => Shot(split, heads + i));
        var bald = Rows(network, heads, i => Shot(split, heads + i) is var shot ? shot with { Head = shot.Head with { HairThickness = HeadSpec.Bald.HairThickness, ScalpShade = HeadSpec.Bald.ScalpShade } } : shot);
        values["fid/itself"] = FrechetDistance.Between(reference, reference);
        values["fid/none"] = FrechetDistance.Between(reference, same);
        foreach (var share in (int[])[5, 20, 50, 100])
        {
            var wrong = heads * share / 100;
            values[$"fid/{share}"] = FrechetDistance.Between(reference, cat([bald[..wrong], same[wrong..]]));
        }
        values["fid/blur 1"] = FrechetDistance.Between(reference, Rows(network, heads, i => Shot(split, heads + i), images => Change(images, "blur 1", images)));
        values["fid/photos"] = FrechetDistance.Between(reference, Rows(network, heads, i => Shot(split, heads + i) with { Details = HeadPopulation.Photo(split, heads + i).Details }));
        values["kid/none"] = KernelDistance.Between(reference, same, 20, heads / 2 + 1).Value;
        values["kid/20"] = KernelDistance.Between(reference, cat([bald[..(heads / 5)], same[(heads / 5)..]]), 20, heads / 2 + 1).Value;
    }

    private static HeadShot Shot(HeadSplit split, long index) => new(HeadPopulation.Head(split, index), HeadPopulation.Pose(PoseDistribution.Uniform, HeadPopulation.Seed(split, index)), PhotoDetails.None);

    // Features of pictures, [heads, F].
    private static Tensor Rows(HeadFeatureNetwork network, int heads, Func<long, HeadShot> shot, Func<Tensor, Tensor>? change = null)
    {
        using var scope = NewDisposeScope();
        var rows = new List<Tensor>();
        foreach (var part in Enumerable.Range(0, heads).Chunk(Chunk))
        {
            using var step = NewDisposeScope();
            var shots = part.Select(i => shot(i)).ToList();
            var images = HeadRenderer.Render([.. shots.Select(one => one.Head)], [.. shots.Select(one => one.Camera)], network.Config.ImageResolution, 2, [.. shots.Select(one => one.Details)]).Image();
            rows.Add(network.SetFeatures(change is null ? images : change(images)).MoveToOuterDisposeScope());
        }
        return cat(rows).MoveToOuterDisposeScope();
    }

    // A change of the pixels alone. On white: what comes in from outside is white too.
    private static Tensor Change(Tensor image, string change, Tensor grain)
    {
        using var scope = NewDisposeScope();
        var amount = Amount(change);
        return (change.Split(' ')[0] switch
        {
            "blur" => Blur.Apply(image - 1, amount * Math.Sqrt(2 * Math.Log(2))) + 1,
            "noise" => image + grain * (2 * amount),
            "brightness" => (image + 1) * amount - 1,
            _ => nn.functional.pad(image, [(long)amount, 0, 0, 0], PaddingModes.Constant, 1)[.., .., .., ..(int)image.shape[3]],
        }).MoveToOuterDisposeScope();
    }

    private static double Amount(string change) => double.Parse(change.Split(' ')[1].TrimEnd('°'), System.Globalization.CultureInfo.InvariantCulture);
}
