using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Occlusion;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Tests.Editing;

public sealed class LiftingTests : TensorTest
{
    private static readonly PlaneLayout Layout = new(PlaneAxes.PanoHead, 3, 8, 8, 1);

    [Fact]
    public void A_mask_of_ones_gives_one_on_every_known_cell_and_complements_sum_to_one()
    {
        manual_seed(5);
        var (points, weights, mask) = (rand(40, 6, 3) - 0.5, rand(40, 6), rand(40));
        using var ones = RatioLifting.Accumulate(points, weights, torch.ones(40), null, Layout);
        var all = ones.Ratio(1e-3);
        Assert.True((all - 1).abs().masked_fill(all < 0, 0).max().item<float>() < 1e-5f);
        using var part = RatioLifting.Accumulate(points, weights, mask, null, Layout);
        using var rest = RatioLifting.Accumulate(points, weights, 1 - mask, null, Layout);
        var sum = part.Ratio(1e-3) + rest.Ratio(1e-3);
        Assert.True((sum - 1).abs().masked_fill(all < 0, 0).max().item<float>() < 1e-5f);
    }

    [Fact]
    public void Spreading_is_the_adjoint_of_reading()
    {
        manual_seed(6);
        var (cells, points, values) = (randn([3, 2, 3, 8, 8]), rand(50, 3) - 0.5, randn(50, 2));
        var left = (SamplingAdjoint.Read(cells, points, Layout) * values).sum().item<float>();
        var right = (SamplingAdjoint.Spread(values, points, Layout) * cells).sum().item<float>();
        Assert.Equal(left, right, 1e-3f);
    }

    [Fact]
    public void Unknown_cells_take_the_nearest_known_value_within_reach()
    {
        var ratio = full(1, 1, 9, 9, -1f);
        ratio[0, 0, 4, 1] = 1;
        ratio[0, 0, 4, 7] = 0.5f;
        var filled = MaskRefinement.Fill(ratio, 2);
        Assert.Equal(1, filled[0, 0, 4, 3].item<float>());
        Assert.Equal(0.5f, filled[0, 0, 4, 6].item<float>());
        Assert.Equal(0, filled[0, 0, 4, 4].item<float>());
        Assert.Equal(0, filled[0, 0, 0, 8].item<float>());
    }

    [Fact]
    public void The_full_ring_goes_all_round_and_the_front_ring_does_not()
    {
        Assert.Equal(24, ViewRings.Cameras(ViewRing.Full).Count);
        Assert.Contains(ViewRings.Cameras(ViewRing.Full), camera => camera.Position.Z < -2.6);
        Assert.Equal(11, ViewRings.Cameras(ViewRing.Front).Count);
        Assert.All(ViewRings.Cameras(ViewRing.Front), camera => Assert.True(camera.Position.Z > 1));
        Assert.True(ViewRings.Orbit(0, 10).Position.Y < 0, "positive pitch stands below");
    }

    [Fact]
    public void Recipes_shrink_with_the_planes_and_stay_odd()
    {
        Assert.Equal(PartRecipe.Hair, PartRecipe.Hair.Scaled(256));
        var small = PartRecipe.Hair.Scaled(64);
        Assert.Equal((5, 3, 2.75), (small.BlurTaps, small.GrowSize, small.Sigma));
        Assert.Equal(0.5, PartRecipe.Brows.Scaled(64).Sigma);
    }

    [Fact]
    public void Parts_are_found_by_name_or_joined_by_plus()
    {
        Assert.Same(PartSet.Hair, PartSet.Parse(" Hair "));
        Assert.Equal(["left eye", "nose"], PartSet.Parse("left eye+ nose").Parts);
        Assert.Equal([1L, 2, 3, 4, 5, 10, 11, 12, 13], PartTable.FaceParser.IndicesOf(PartSet.Face));
    }

    [Fact]
    public void Alignment_undoes_a_shift()
    {
        // A reference whose features stand 0.1 to the right of the target's.
        manual_seed(7);
        var layout = new PlaneLayout(PlaneAxes.PanoHead, 3, 20, 20, 1);
        var reference = randn([1, 3, 2, 3, 20, 20]);
        var moved = new HeadAlignment(1, 1, 1, 0.1, 0, 0).Apply(reference, layout); // two cells
        Assert.True((moved[0, 0, .., .., .., 5] - reference[0, 0, .., .., .., 7]).abs().max().item<float>() < 1e-5f);
        var ones = new HeadAlignment(1, 1, 0.9, 0, 0, 0.03).Apply(torch.ones([1, 3, 1, 3, 20, 20]), layout, normalise: true);
        Assert.True((ones - 1).abs().max().item<float>() < 1e-5f);
    }

    [Fact]
    public void The_ideal_edit_keeps_the_target_s_beard_and_takes_the_hair()
    {
        var target = HeadSpec.Bald with { BeardLength = 0.01f };
        var ideal = IdealEdit.Of(target, HeadSpec.LongStraight);
        Assert.Equal(0.01f, ideal.BeardLength);
        Assert.Equal(HeadSpec.LongStraight.HairLength, ideal.HairLength);
        Assert.Equal(target.SkinTone, ideal.SkinTone);
    }

    [Fact]
    public void Held_out_pairs_have_the_styles_they_are_named_for()
    {
        var pairs = StylePair.HeldOut(10);
        Assert.Equal(10, pairs.Select(pair => (pair.TargetStyle, pair.ReferenceStyle)).Distinct().Count());
        foreach (var pair in pairs)
        {
            Assert.Equal(HeadSplit.Test, HeadPopulation.SplitOf(pair.Target));
            Assert.Equal(pair.ReferenceStyle, StylePair.StyleOf(HeadPopulation.Head(pair.Reference)));
        }
    }

    [Fact]
    public void The_fused_kernel_and_libtorch_agree_on_samples()
    {
        manual_seed(8);
        using var decoder = new TriGridDecoder(8, 16, 8);
        var grid = new TriGrid(randn([1, 3, 8, 3, 16, 16]), PlaneAxes.PanoHead, 1);
        var rays = RaySampler.Sample(Camera.Front.ToTensor(), 6);
        var config = new RenderingConfig { CoarseSamples = 8, FineSamples = 8 };
        using (no_grad())
        {
            var fast = RayRenderer.RenderSamples(grid, decoder, rays, config, Workbench.Ops.RandomSource.Deterministic);
            var plain = RayRenderer.RenderSamples(grid, decoder, rays, config, Workbench.Ops.RandomSource.Deterministic, RayEngine.Torch);
            Assert.True((fast.SampleDepths - plain.SampleDepths).abs().max().item<float>() < 1e-4f);
            Assert.True((fast.SampleWeights - plain.SampleWeights).abs().max().item<float>() < 1e-4f);
            Assert.True((fast.SampleWeights.sum(2, keepdim: true) - fast.Opacity).abs().max().item<float>() < 1e-4f);
        }
    }

    [Fact]
    public void Unseen_points_take_the_majority_of_their_nearest_seen_ones_on_a_lattice_and_off_it()
    {
        const int Side = 8;
        var points = PartVolume.Lattice(Side);
        var seen = points[.., 2].gt(0.1).to(ScalarType.Float32); // the front
        var volume = new PartVolume(points, seen, where(seen > 0, points[.., 1].gt(0).to(ScalarType.Float32), full_like(seen, -1)));
        var filled = volume.Extend(ones_like(seen).to(ScalarType.Bool));
        var shaken = new PartVolume(points + rand_like(points) * 0.001, volume.Votes, volume.Probability).Extend(ones_like(seen).to(ScalarType.Bool));
        Assert.True(filled.Votes.min().item<float>() > 0);
        Assert.True(filled.Probability.ge(0).all().item<bool>());
        var sure = points[.., 1].abs() > 0.16; // nearer to the border the nearest eight lie on both sides
        Assert.True((filled.Probability - points[.., 1].gt(0).to(ScalarType.Float32)).abs().mul(sure.to(ScalarType.Float32)).max().item<float>() == 0);
        Assert.True((filled.Probability - shaken.Probability).abs().mul(sure.to(ScalarType.Float32)).max().item<float>() == 0);
    }
}
