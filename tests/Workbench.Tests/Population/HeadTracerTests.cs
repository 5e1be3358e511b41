using System.Numerics;
using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Tests.Population;

public sealed class HeadTracerTests : TensorTest
{
    [Fact]
    public void A_ball_is_met_where_the_formula_says()
    {
        var details = new PhotoDetails { Earrings = new WornEarrings(new Vector3(1, 0, 0), 0.02f) };
        var head = HeadSpec.Bald;
        var shape = new HeadShape(head, details);
        var scale = HeadMarcher.ModelScale;
        var centre = scale * new Vector3(shape.EarX + 0.010f, HeadShape.EarY - 0.95f * head.EarSize - 0.01f, HeadShape.EarZ + 0.006f);
        var radius = 0.02f * scale;
        var (met, offsets) = (0, Enumerable.Range(-4, 9).SelectMany(y => Enumerable.Range(-4, 9).Select(z => new Vector3(0, y, z) * 0.2f * radius)).ToArray());
        var origin = new Vector3(2, -0.02f, 0.3f);
        var directions = offsets.Select(offset => Vector3.Normalize(centre + offset - origin)).ToArray();
        using var traced = HeadTracer.Trace([head], Rays(origin, directions), [details]);
        var parts = traced.Parts.data<byte>().ToArray();
        var distances = traced.Distances.data<float>().ToArray();
        for (var i = 0; i < directions.Length; i++)
        {
            var along = Vector3.Dot(centre - origin, directions[i]);
            var square = radius * radius - (centre - origin).LengthSquared() + along * along;
            if (square < 0.25f * radius * radius || parts[i] != (byte)HeadPart.Earring)
                continue;
            Assert.Equal(along - MathF.Sqrt(square), distances[i], 2e-4f);
            met++;
        }
        Assert.True(met > 15, $"only {met} rays met the ball");
    }

    [Fact]
    public void Hits_and_nearest_approaches_agree_with_marching_in_small_steps()
    {
        const int Steps = 2251;
        HeadSpec[] heads = [.. HeadSpec.Named.Select(item => item.Head), .. Enumerable.Range(0, 6).Select(i => HeadPopulation.Head(HeadSplit.Validation, i))];
        Camera[] cameras = [.. heads.Select((_, i) => Camera.At(47 * i, 20 * Math.Sin(i)))];
        using var rays = RaySampler.Sample(Camera.ToTensor(cameras), 12);
        using var traced = HeadTracer.Trace(heads, rays);
        var (start, length) = (1.95f, 1.5f); // the part of the box that these pictures show
        var along = torch.linspace(start, start + length, Steps); // [S]
        var points = rays.Origins.unsqueeze(2) + along.view(1, 1, Steps, 1) * rays.Directions.unsqueeze(2); // [N, R, S, 3]
        var distance = HeadTracer.SignedDistance(heads, points.reshape(heads.Length, -1, 3)).view(heads.Length, 144, Steps);
        var inBox = (points.abs() <= 0.5f).all(3);
        distance = torch.where(inBox, distance, torch.full_like(distance, 9));
        var least = distance.amin([2]).data<float>().ToArray();
        var all = distance.data<float>().ToArray();
        var entered = (distance < 0).to(ScalarType.Float32).argmax(2).data<long>().ToArray();
        var (hits, found, clearances) = (traced.Hits.data<float>().ToArray(), traced.Distances.data<float>().ToArray(), traced.Clearances.data<float>().ToArray());
        var (hit, missed) = (0, 0);
        for (var i = 0; i < least.Length; i++)
            if (least[i] < -0.002f)
            {
                Assert.Equal(1, hits[i]);
                // No later than the first sample inside; earlier only where the ray grazes the surface.
                Assert.InRange(found[i], start, start + length * entered[i] / (Steps - 1) + 0.0003f);
                var there = all[(long)i * Steps + (long)MathF.Round((found[i] - start) / length * (Steps - 1))];
                Assert.True(Math.Abs(there) < 0.001f, $"ray {i % 144} of head {i / 144}: hit at {found[i]}, where the surface is {there} away; inside from {start + length * entered[i] / (Steps - 1)}");
                hit++;
            }
            else if (least[i] > 0.002f && least[i] < 5)
            {
                Assert.Equal(0, hits[i]);
                Assert.InRange(clearances[i], least[i] - 0.002f, 1.1f * least[i] + 0.002f);
                missed++;
            }
        Assert.True(hit > 500 && missed > 300, $"{hit} hits, {missed} misses");
    }

    [Fact]
    public void The_count_of_threads_and_the_neighbours_of_a_ray_change_nothing()
    {
        HeadSpec[] heads = [HeadSpec.Afro, HeadSpec.Ponytail, HeadPopulation.Head(11)];
        using var rays = RaySampler.Sample(Camera.ToTensor([Camera.At(20), Camera.At(150, 10), Camera.At(-80)]), 30);
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            using var one = HeadTracer.Trace(heads, rays);
            set_num_threads(2);
            using var two = HeadTracer.Trace(heads, rays);
            foreach (var (a, b) in new[] { (one.Colours, two.Colours), (one.Distances, two.Distances), (one.Clearances, two.Clearances), (one.Normals, two.Normals), (one.Parts, two.Parts) })
                Assert.True(a.equal(b).all().item<bool>());
            using var few = HeadTracer.Trace([heads[1]], new Rays(rays.Origins[1..2, 400..437].contiguous(), rays.Directions[1..2, 400..437].contiguous()));
            Assert.True(few.Colours.equal(one.Colours[1..2, 400..437]).all().item<bool>());
            Assert.True(few.Distances.equal(one.Distances[1..2, 400..437]).all().item<bool>());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void Every_width_of_registers_gives_nearly_the_same_distances()
    {
        var model = new HeadModel(HeadSpec.Afro, PhotoDetails.None);
        var points = new float[3 * 700];
        HashStream.Symmetric(HashStream.Key(1, "points"), 0.4, 0, points);
        using HeadMarcher four = new HeadMarcher<Lanes4>(), eight = new HeadMarcher<Lanes8>(), sixteen = new HeadMarcher<Lanes16>();
        var (a, b, c) = (new float[700], new float[700], new float[700]);
        four.Distances(model, points, a);
        eight.Distances(model, points, b);
        sixteen.Distances(model, points, c);
        for (var i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 1e-5f);
            Assert.Equal(a[i], c[i], 1e-5f);
        }
    }

    [Fact]
    public void Heads_stay_inside_the_part_of_the_box_that_is_searched()
    {
        var side = torch.linspace(-0.5, 0.5, 41);
        var (u, v) = (side.repeat(41), side.repeat_interleave(41));
        var wall = torch.full_like(u, 0.38);
        var points = torch.cat([torch.stack([wall, u, v], 1), torch.stack([-wall, u, v], 1), torch.stack([u, v, wall], 1), torch.stack([u, v, -wall], 1), torch.stack([u, 0 * wall + 0.49, v], 1)]).unsqueeze(0);
        for (var seed = 0u; seed < 60; seed++)
        {
            using var scope = NewDisposeScope();
            // Corners of the ranges too: every coordinate at one of its ends.
            var head = HeadPopulation.Head(seed);
            for (var i = 0; seed % 2 == 0 && i < HeadCoordinates.GeometryCount; i++)
                head = head.WithCoordinate(i, HashStream.Uniform(seed, i) < 0.5 ? 0 : 1);
            Assert.True(HeadTracer.SignedDistance([head], points).min().item<float>() > 0, $"seed {seed} leaves the box: {head}");
        }
    }

    [Fact]
    public void Colours_at_points_are_those_that_rays_see()
    {
        using var rays = RaySampler.Sample(Camera.ToTensor([Camera.At(30)]), 24);
        using var traced = HeadTracer.Trace([HeadSpec.Bob], rays);
        var points = rays.Origins + traced.Distances * rays.Directions;
        var colours = HeadTracer.Colour([HeadSpec.Bob], points);
        Assert.True((((colours - traced.Colours).abs() * traced.Hits).max() < 0.02f).item<bool>());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        var wrong = new Rays(zeros(2, 5, 3), zeros(2, 5, 3));
        Assert.Contains("one row of rays a head", Assert.Throws<ArgumentException>(() => HeadTracer.Trace([HeadSpec.Bald], wrong)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => HeadTracer.SignedDistance([HeadSpec.Bald], zeros(1, 5, 2)));
    }

    [Fact]
    public void Directions_that_are_no_numbers_miss()
    {
        using var traced = HeadTracer.Trace([HeadSpec.Bald], new Rays(full([1, 3, 3], float.NaN), full([1, 3, 3], float.NaN)));
        Assert.Equal(0, traced.Hits.sum().item<float>());
    }

    private static Rays Rays(Vector3 origin, Vector3[] directions) => new(
        tensor(new[] { origin.X, origin.Y, origin.Z }).expand(1, directions.Length, 3).contiguous(),
        tensor(directions.SelectMany(d => new[] { d.X, d.Y, d.Z }).ToArray(), [1, directions.Length, 3]));
}
