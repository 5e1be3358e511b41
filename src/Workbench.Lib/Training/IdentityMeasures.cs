using Workbench.Cameras;
using Workbench.Losses;
using Workbench.Metrics;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>How well an identity network tells held-out procedural persons apart.</summary>
/// <remarks>Every person is seen once from each of ten yaws, pitch −12…12°, every time with the hair, beard, make-up and clothes of another head, in the light of the generator population, on white.</remarks>
public static class IdentityMeasures
{
    private static readonly double[] Yaws = [-60, -40, -20, 0, 20, 40, 60, 90, 135, 180];
    private const int Frontal = 7; // the first so many yaws lie within ±60°

    /// <summary>Measures verification over all pairs.</summary>
    /// <param name="identity">The network.</param>
    /// <param name="split">Which persons.</param>
    /// <param name="persons">How many, at least two.</param>
    /// <param name="side">Pixels of the pictures a side.</param>
    /// <returns>
    /// auc and eer with the threshold over pairs within ±60° of yaw; auc/across for pairs at least 80° apart; auc/profile, auc/oblique-back and auc/back of those views (90°, 135°, 180°) against all within ±60°;
    /// auc/photos as auc with the extras of photographs; cosine/same and cosine/different, the mean cosines within ±60°, and cosine/different-same-hair, that of two persons who wear the same hair, make-up and clothes.
    /// </returns>
    public static IReadOnlyDictionary<string, double> Measure(IdentityLoss identity, HeadSplit split, int persons, int side = 64)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentOutOfRangeException.ThrowIfLessThan(persons, 2);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var plain = Cosines(identity, split, persons, side, Yaws.Length, photos: false, ownHair: true);
        var photos = Cosines(identity, split, persons, side, Frontal, photos: true, ownHair: true);
        var shared = Cosines(identity, split, persons, side, Frontal, photos: false, ownHair: false);
        var front = plain.Pairs((a, b) => a < Frontal && b < Frontal);
        var values = new Dictionary<string, double>
        {
            ["auc"] = front.Area,
            ["eer"] = front.EqualErrorRate,
            ["threshold"] = front.Threshold,
            ["auc/across"] = plain.Pairs((a, b) => a < Frontal && b < Frontal && Math.Abs(Yaws[a] - Yaws[b]) >= 80).Area,
            ["auc/profile"] = plain.Pairs((a, b) => Joins(a, b, 7)).Area,
            ["auc/oblique-back"] = plain.Pairs((a, b) => Joins(a, b, 8)).Area,
            ["auc/back"] = plain.Pairs((a, b) => Joins(a, b, 9)).Area,
            ["auc/photos"] = photos.Pairs((_, _) => true).Area,
            ["cosine/same"] = plain.Mean((a, b) => a < Frontal && b < Frontal, same: true),
            ["cosine/different"] = plain.Mean((a, b) => a < Frontal && b < Frontal, same: false),
        };
        values["cosine/different-same-hair"] = shared.Mean((_, _) => true, same: false);
        return values;

        static bool Joins(int a, int b, int view) => (a == view && b < Frontal) || (b == view && a < Frontal);
    }

    // Embeddings of every person in every view. Without own hair all wear that of one head a view.
    private static Table Cosines(IdentityLoss identity, HeadSplit split, int persons, int side, int views, bool photos, bool ownHair)
    {
        using var scope = NewDisposeScope();
        var embeddings = new List<Tensor>();
        for (var person = 0; person < persons; person++)
        {
            using var step = NewDisposeScope();
            var who = HeadPopulation.Head(split, person);
            var heads = Enumerable.Range(0, views).Select(view => HeadPopulation.Head(split, persons + (ownHair ? person * (long)Yaws.Length : 0) + view).WithIdentityOf(who)).ToList();
            var cameras = Enumerable.Range(0, views).Select(view => Camera.At(Yaws[view], 12 * Math.Sin(1.7 * (person + 3 * view)))).ToList();
            var details = photos ? Enumerable.Range(0, views).Select(view => HeadPopulation.Photo(split, person, view).Details).ToList() : null;
            embeddings.Add(identity.Embed(HeadRenderer.Render(heads, cameras, side, 2, details).Image()).MoveToOuterDisposeScope());
        }
        var all = cat(embeddings);
        return new Table(all.mm(all.t()).contiguous().data<float>().ToArray(), persons, views);
    }

    // Cosines of every picture with every other, person by person.
    private sealed record Table(float[] Cosines, int Persons, int Views)
    {
        public Verification Pairs(Func<int, int, bool> views)
        {
            var (same, different) = (new List<float>(), new List<float>());
            foreach (var (isSame, cosine) in All(views))
                (isSame ? same : different).Add(cosine);
            return Verification.Of(same, different);
        }

        public double Mean(Func<int, int, bool> views, bool same) => All(views).Where(pair => pair.Same == same).Average(pair => pair.Cosine);

        private IEnumerable<(bool Same, float Cosine)> All(Func<int, int, bool> views)
        {
            var count = Persons * Views;
            for (var i = 0; i < count; i++)
                for (var j = i + 1; j < count; j++)
                    if (views(i % Views, j % Views))
                        yield return (i / Views == j / Views, Cosines[i * count + j]);
        }
    }
}
