using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Tests.Population;

public sealed class HeadRendererTests : TensorTest
{
    [Fact]
    public void A_picture_holds_what_rays_through_its_pixels_meet()
    {
        Camera[] cameras = [Camera.At(-35, 12)];
        using var views = HeadRenderer.Render(HeadSpec.Ponytail, cameras, 20);
        using var rays = RaySampler.Sample(Camera.ToTensor(cameras), 20);
        using var traced = HeadTracer.Trace([HeadSpec.Ponytail], rays);
        Assert.True(traced.Parts.view(1, 20, 20).ne(views.Parts).sum().item<long>() <= 2); // a ray may differ by a rounding at an edge
        var both = traced.Hits.view(1, 1, 20, 20) * (views.Depth > 0);
        Assert.True(both.sum().item<float>() > 100);
        Assert.True((((traced.Distances.view(1, 1, 20, 20) - views.Depth).abs() * both) > 1e-3f).sum().item<long>() <= 2);
    }

    [Fact]
    public void Coverage_is_the_mean_over_a_pixel_and_colours_are_multiplied_by_it()
    {
        using var views = HeadRenderer.Render(HeadSpec.Afro, Camera.Front, 24, 3);
        Assert.True((views.Alpha >= 0).all().item<bool>() && (views.Alpha <= 1).all().item<bool>());
        var share = (views.Alpha * 10).round() / 10;
        Assert.True((share - views.Alpha).abs().max().item<float>() < 1e-6f);
        Assert.True(((views.Alpha > 0) & (views.Alpha < 1)).sum().item<long>() > 10);
        Assert.True((views.Colours <= views.Alpha + 1e-6f).all().item<bool>());
        var white = views.Image();
        Assert.True((white[.., .., 0, 0] == 1).all().item<bool>());
    }

    [Fact]
    public void Frontal_and_rear_views_show_their_parts()
    {
        using var front = HeadRenderer.Render(HeadSpec.Short, Camera.Front, 96, 0);
        var seen = front.Parts.data<byte>().ToArray().Select(part => (HeadPart)part).Distinct().ToHashSet();
        HeadPart[] expected =
        [
            HeadPart.Background, HeadPart.Skin, HeadPart.LeftBrow, HeadPart.RightBrow, HeadPart.LeftEye, HeadPart.RightEye, HeadPart.LeftEar, HeadPart.RightEar,
            HeadPart.Nose, HeadPart.Mouth, HeadPart.UpperLip, HeadPart.LowerLip, HeadPart.Neck, HeadPart.Cloth, HeadPart.Hair,
        ];
        Assert.Empty(expected.Except(seen));
        Assert.Empty(seen.Except(expected));
        // The person's left is to the right of the frontal picture.
        var columns = Enumerable.Range(0, 96 * 96).Where(i => front.Parts.view(-1)[i].item<byte>() == (byte)HeadPart.LeftEye).Select(i => i % 96);
        Assert.All(columns, column => Assert.True(column >= 48));
        using var back = HeadRenderer.Render(HeadSpec.Short, Camera.At(180), 48, 0);
        var behind = back.Parts.data<byte>().ToArray();
        Assert.DoesNotContain((byte)HeadPart.Nose, behind);
        Assert.Contains((byte)HeadPart.Hair, behind);
    }

    [Fact]
    public void Every_coordinate_changes_the_picture()
    {
        HeadSpec[] bases = [HeadSpec.Ponytail, HeadSpec.Bun, HeadSpec.Tonsure, HeadSpec.Afro, HeadSpec.Bob, HeadSpec.Buzz];
        double[] yaws = [0, 90, 180];
        for (var i = 0; i < HeadCoordinates.Count; i++)
        {
            using var scope = NewDisposeScope();
            HeadSpec[] Heads(double u) => [.. bases.SelectMany(head => Enumerable.Repeat(head.WithCoordinate(i, u), yaws.Length))];
            Camera[] cameras = [.. bases.SelectMany(_ => yaws.Select(yaw => Camera.At(yaw)))];
            using var low = HeadRenderer.Render(Heads(0.1), cameras, 48, 0);
            using var high = HeadRenderer.Render(Heads(0.9), cameras, 48, 0);
            var changed = ((low.Image() - high.Image()).abs().amax([1]) > 0.04f).sum().item<long>();
            Assert.True(changed >= 8, $"coordinate {i} ({HeadCoordinates.Names[i]}) changes {changed} pixels");
        }
    }

    [Fact]
    public void Heads_change_smoothly_with_their_latents()
    {
        var (a, b) = (HeadPopulation.Latent(21), HeadPopulation.Latent(22));
        const int Steps = 24;
        HeadSpec[] heads = [.. Enumerable.Range(0, Steps + 1).Select(step => HeadSpec.FromLatent([.. a.Zip(b, (x, y) => x * MathF.Cos(MathF.PI / 2 * step / Steps) + y * MathF.Sin(MathF.PI / 2 * step / Steps))]))];
        using var views = HeadRenderer.Render(heads, [.. heads.Select(_ => Camera.At(140))], 48);
        var images = views.Image();
        var steps = (images[1..] - images[..^1]).abs().mean([1, 2, 3]).data<float>().ToArray();
        Assert.True(steps.Max() < 0.03f, $"largest step {steps.Max()}");
    }

    [Fact]
    public void Visible_points_are_those_with_a_free_line_to_the_camera()
    {
        const int Steps = 600;
        var head = HeadSpec.LongStraight;
        var camera = Camera.At(35, 5);
        using var surface = HeadRenderer.SurfacePoints(head, 400, seed: 3);
        var visible = HeadRenderer.Visible(head, surface.Points, camera).data<bool>().ToArray();
        var eye = tensor(new[] { camera.Position.X, camera.Position.Y, camera.Position.Z });
        var along = (linspace(0, 1, Steps) * 1.2f).view(1, Steps, 1); // world units from the point towards the camera
        var towards = (eye - surface.Points).unsqueeze(1);
        towards = towards / towards.norm(2, true, 2);
        var line = surface.Points.unsqueeze(1) + along * towards; // [M, S, 3]
        var depth = HeadTracer.SignedDistance([head], line.reshape(1, -1, 3)).view(400, Steps);
        var deepest = depth.amin([1]).data<float>().ToArray();
        var nearest = depth[.., 6..].amin([1]).data<float>().ToArray(); // beyond the first hundredth
        var wrong = Enumerable.Range(0, 400).Count(i => visible[i] ? deepest[i] < -0.006f : nearest[i] > 0.002f);
        Assert.Equal(0, wrong);
        Assert.InRange(visible.Count(value => value), 100, 300);
    }

    [Fact]
    public void Points_before_behind_and_inside_a_head_are_seen_or_not()
    {
        var points = tensor(new[] { 0, 0, 0.4f, 0, 0, -0.4f, 0, 0, 0 }, [3, 3]);
        Assert.Equal([true, false, false], HeadRenderer.Visible(HeadSpec.Short, points, Camera.Front).data<bool>().ToArray());
        Assert.Equal([false, true, false], HeadRenderer.Visible(HeadSpec.Short, points, Camera.At(180)).data<bool>().ToArray());
    }

    [Fact]
    public void Surface_points_lie_on_the_surface_and_repeat_with_their_seed()
    {
        using var surface = HeadRenderer.SurfacePoints(HeadSpec.Bun, 1000, seed: 9);
        using var again = HeadRenderer.SurfacePoints(HeadSpec.Bun, 1000, seed: 9);
        Assert.True(surface.Points.equal(again.Points).all().item<bool>());
        var off = HeadTracer.SignedDistance([HeadSpec.Bun], surface.Points.unsqueeze(0)).abs();
        Assert.True(off.max().item<float>() < 3e-3f, $"{off.max().item<float>()} off");
        Assert.True((off > 3e-4f).sum().item<long>() <= 10, $"{(off > 3e-4f).sum().item<long>()} points off");
        Assert.True((surface.Normals.norm(1, false, 2) - 1).abs().max().item<float>() < 1e-4f);
        Assert.Contains((byte)HeadPart.Hair, surface.Parts.data<byte>().ToArray());
    }

    [Fact]
    public void Photographs_show_what_they_are_told_to()
    {
        var details = new PhotoDetails { Glasses = new WornGlasses(default), Hat = new WornHat(System.Numerics.Vector3.One), Earrings = new WornEarrings(System.Numerics.Vector3.One) };
        using var views = HeadRenderer.Render([HeadSpec.Bald], [Camera.Front], 96, 0, [details]);
        var parts = views.Parts.data<byte>().ToArray();
        foreach (var part in new[] { HeadPart.Glasses, HeadPart.Hat, HeadPart.Earring })
            Assert.Contains((byte)part, parts);
    }

    [Fact]
    public void Sizes_and_counts_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HeadRenderer.Render(HeadSpec.Bald, Camera.Front, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeadRenderer.Render(HeadSpec.Bald, Camera.Front, 8, 9));
        Assert.Throws<ArgumentException>(() => HeadRenderer.Render([HeadSpec.Bald], [Camera.Front, Camera.Front], 8));
        Assert.Throws<ArgumentException>(() => HeadRenderer.Render([HeadSpec.Bald], [Camera.Front], 8, 0, []));
    }
}
