using Workbench.Population;

namespace Workbench.Tests.Population;

public sealed class HeadPopulationTests : TensorTest
{
    [Fact]
    public void The_splits_cover_all_seeds_and_never_meet()
    {
        foreach (var split in Enum.GetValues<HeadSplit>())
            foreach (var index in new[] { 0, 1, HeadPopulation.Count(split) - 1 })
                Assert.Equal(split, HeadPopulation.SplitOf(HeadPopulation.Seed(split, index)));
        Assert.Equal(1L << 32, Enum.GetValues<HeadSplit>().Sum(HeadPopulation.Count));
        Assert.Equal(HeadPopulation.Seed(HeadSplit.Train, HeadPopulation.Count(HeadSplit.Train) - 1) + 1, HeadPopulation.Seed(HeadSplit.Validation, 0));
        Assert.Equal(HeadPopulation.Seed(HeadSplit.Validation, HeadPopulation.Count(HeadSplit.Validation) - 1) + 1, HeadPopulation.Seed(HeadSplit.Test, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeadPopulation.Seed(HeadSplit.Test, HeadPopulation.Count(HeadSplit.Test)));
    }

    [Fact]
    public void Latents_are_standard_normal()
    {
        var all = HeadPopulation.Latents(HeadSplit.Train, 0, 500);
        Assert.InRange(all.mean().item<float>(), -0.02f, 0.02f);
        Assert.InRange(all.std().item<float>(), 0.98f, 1.02f);
    }

    [Fact]
    public void A_photograph_is_the_same_every_time_and_differs_from_the_next_shot()
    {
        var (first, again, second) = (HeadPopulation.Photo(HeadSplit.Test, 4), HeadPopulation.Photo(HeadSplit.Test, 4), HeadPopulation.Photo(HeadSplit.Test, 4, shot: 1));
        Assert.Equal(first.Head, again.Head);
        Assert.Equal(first.Label.Label.ToArray(), again.Label.Label.ToArray());
        Assert.Equal(first.Head, second.Head);
        Assert.NotEqual(first.Camera.Label.ToArray(), second.Camera.Label.ToArray());
    }

    [Fact]
    public void Extras_occur_as_often_as_asked_and_each_switch_stands_alone()
    {
        var usual = Enumerable.Range(0, 400).Select(i => HeadPopulation.Photo(HeadSplit.Train, i)).ToArray();
        Assert.InRange(usual.Count(photo => photo.Details.Glasses is not null), 50, 110); // 80 ± 4 deviations
        Assert.InRange(usual.Count(photo => photo.Details.Hat is not null), 16, 64);
        var none = HeadPopulation.Photo(HeadSplit.Train, 3, extras: PhotoExtras.None);
        Assert.Empty(none.Details.Moles);
        Assert.Null(none.Details.Light);
        Assert.Equal(none.Camera.Label.ToArray(), none.Label.Label.ToArray());
        var bareheaded = Enumerable.Range(0, 100).Select(i => HeadPopulation.Photo(HeadSplit.Train, i, extras: new PhotoExtras { Hat = 0 }));
        Assert.All(bareheaded.Zip(usual), pair => Assert.Equal((pair.Second.Details.Glasses, (WornHat?)null), (pair.First.Details.Glasses, pair.First.Details.Hat)));
        Assert.Contains("Glasses is 2", Assert.Throws<ArgumentException>(() => HeadPopulation.Photo(HeadSplit.Train, 0, extras: new PhotoExtras { Glasses = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Noisy_labels_stay_near_their_cameras()
    {
        var photos = Enumerable.Range(0, 100).Select(i => HeadPopulation.Photo(HeadSplit.Validation, i, extras: new PhotoExtras { PoseNoise = 1 })).ToArray();
        Assert.All(photos, photo => Assert.True((photo.Label.Position - photo.Camera.Position).Length() < 0.4f));
        Assert.All(photos, photo => Assert.Empty(photo.Label.Diagnose()));
        Assert.Contains(photos, photo => (photo.Label.Position - photo.Camera.Position).Length() > 0.02f);
    }

    [Fact]
    public void Portraits_face_the_camera_and_uniform_poses_go_all_round()
    {
        var portraits = Enumerable.Range(0, 500).Select(i => HeadPopulation.Pose(PoseDistribution.Portrait, (uint)i).Position).ToArray();
        static double Yaw(System.Numerics.Vector3 place) => Math.Abs(Math.Atan2(place.X, place.Z) * 180 / Math.PI);
        Assert.All(portraits, place => Assert.True(Yaw(place) <= 90.01 && Math.Abs(Math.Asin(place.Y / 2.7) * 180 / Math.PI) <= 20.01));
        Assert.InRange(portraits.Count(place => Yaw(place) < 45), 380, 480);
        Assert.InRange(portraits.Count(place => Yaw(place) > 75), 3, 60);
        var round = Enumerable.Range(0, 400).Select(i => HeadPopulation.Pose(PoseDistribution.Uniform, (uint)i).Position).ToArray();
        Assert.InRange(round.Count(place => place.Z < 0), 160, 240);
    }

    [Fact]
    public void Every_style_is_a_region_of_the_population()
    {
        var heads = Enumerable.Range(0, 600).Select(i => HeadPopulation.Head(HeadSplit.Train, i)).ToArray();
        int Share(Func<HeadSpec, bool> style) => heads.Count(style);
        Assert.InRange(Share(head => head.HairThickness < 0), 30, 140);
        Assert.InRange(Share(head => head.HairThickness > 0.01f && head.TailRadius > 0.01f), 80, 260);
        Assert.InRange(Share(head => head.HairThickness > 0.01f && head.BunRadius > 0.01f), 80, 260);
        Assert.InRange(Share(head => head.HairThickness > 0.01f && head.HairLength > 0.25f), 100, 320);
        Assert.InRange(Share(head => head.HairThickness > 0.01f && head.CrownHole > 0.05f), 30, 160);
    }
}
