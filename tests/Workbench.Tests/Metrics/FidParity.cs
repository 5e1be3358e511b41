using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Metrics;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Metrics;

/// <summary>Fréchet distances of small feature sets; the recipe of the features is in the metadata.</summary>
internal static partial class FidParity
{
    [Parity("encoders/fid*.safetensors")]
    internal static void Distances(Fixture f)
    {
        foreach (var tag in f.Keys.Select(key => key.Split('.')[0]).Distinct().ToList())
        {
            using var scope = NewDisposeScope();
            var recipe = Recipe().Match(f.Metadata[tag]);
            Assert.True(recipe.Success, $"{f.Path}: the recipe of '{tag}' reads differently: {f.Metadata[tag]}");
            var salt = f.Metadata["salt"];
            var first = WeightRecipe.Input(salt, $"fid.{tag}.a", [Integer(recipe, 1), Integer(recipe, 2)]).to(ScalarType.Float64);
            var second = WeightRecipe.Input(salt, $"fid.{tag}.b", [Integer(recipe, 3), Integer(recipe, 4)], Number(recipe, 5), Number(recipe, 6)).to(ScalarType.Float64);
            second = second + second.roll(1, 1) * Number(recipe, 7);
            using var a = Statistics(first);
            using var b = Statistics(second);
            var relative = first.shape[0] <= first.shape[1] ? 1e-5 : 1e-6;
            f.ExpectRelative($"{tag}.mu_b", b.Mean(), 1e-6);
            f.ExpectRelative($"{tag}.sigma_b_diag", b.Covariance().diagonal(), 1e-6);
            f.ExpectRelative($"{tag}.fid_unbiased_cov", Scalar(FrechetDistance.Between(a, b)), relative);
            f.ExpectRelative($"{tag}.fid_biased_cov", Scalar(FrechetDistance.Between(a, b, CovarianceDivisor.Biased)), relative);
            f.ExpectRelative($"{tag}.fid_by_eigenvalues", Scalar(FrechetDistance.Between(a, b)), relative);
            f.Expect($"{tag}.fid_self", Scalar(FrechetDistance.Between(a, a)), 1e-5);
        }
    }

    private static FeatureStatistics Statistics(Tensor features)
    {
        var statistics = new FeatureStatistics();
        statistics.Add(features);
        return statistics;
    }

    private static Tensor Scalar(double value) => tensor(value, ScalarType.Float64);

    private static long Integer(Match recipe, int group) => long.Parse(recipe.Groups[group].Value, CultureInfo.InvariantCulture);

    private static double Number(Match recipe, int group) => double.Parse(recipe.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^a: \[(\d+),(\d+)\] = \S+ ; b: \[(\d+),(\d+)\] = ([\d.]+)\*\S+?\+([\d.]+), then b \+= ([\d.]+)\*roll\(b, \+1 along features\)$")]
    private static partial Regex Recipe();
}
