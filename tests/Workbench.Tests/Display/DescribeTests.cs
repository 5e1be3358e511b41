using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Tests.Display;

public class DescribeTests : TensorTest
{
    [Fact]
    public void A_tensor_says_shape_type_device_range_and_what_is_not_finite()
    {
        var values = tensor(new float[] { -2, 0, 4, float.NaN, float.PositiveInfinity, float.NaN });
        var summary = TensorSummary.Of(values);
        Assert.Equal((-2, 4, 2, 1, 3), (summary.Minimum, summary.Maximum, summary.NotNumbers, summary.Infinite, summary.Finite));
        Assert.Equal(2.0 / 3, summary.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(20.0 / 3 - 4.0 / 9), summary.Deviation, 1e-12);
        Assert.Equal("[6] float32 on cpu, −2…4, mean 0.6667 ± 2.494, 2 NaN, 1 infinite", summary.ToString());
    }

    [Fact]
    public void Every_kind_of_tensor_shows_itself()
    {
        var disposed = zeros(3);
        disposed.Dispose();
        foreach (var (value, expected) in new (Tensor, string)[]
        {
            (zeros(0), "empty"), (zeros(3, 0, 4), "empty"), (tensor(3.5f), "3.5"), (disposed, "disposed"), (tensor(true), "1"), (zeros([2, 3], ScalarType.Bool), "bool"),
            (ones([4, 4], ScalarType.Float16), "float16"), (ones([40], ScalarType.BFloat16), "bfloat16"), (ones([5, 9], ScalarType.Int64), "int64"), (full([8, 8], float.NaN), "64 NaN"),
            (ones([4, 4], ScalarType.ComplexFloat32), "magnitude"), (zeros([2, 2], device: new Device(DeviceType.META)), "meta"), (arange(100), "int64"), (randn([2, 3, 4, 5, 6]), "[2, 3, 4, 5, 6]"),
            (ones(3, 16, 16).requires_grad_(), "shown as 0…1"), (rand(3, 16, 16) * 2 - 1, "shown as −1…1"), (randint(0, 255, [1, 16, 16], ScalarType.Byte), "as 0…255"), (randn(2, 3, 16, 16) * 9, "stretched"),
            (zeros(40, 1, 8, 8), "the first 16 of 40"), (ones([1, 1, 1, 9, 8]), "[1, 1, 1, 9, 8]"), (randn(7, 9).t(), "[9, 7]"), (full([2, 2], 1e30), "1e30"),
        })
        {
            var figure = Figure.Of(value);
            Assert.True(figure.Text.Contains(expected, StringComparison.Ordinal), $"{figure.Text} lacks {expected}");
            Assert.Contains("<div", figure.Html);
            Assert.NotEmpty(figure.Png);
        }
    }

    [Fact]
    public void A_huge_tensor_is_sampled_and_says_so()
    {
        var huge = zeros([1], ScalarType.Float32).expand(3, 20_000, 20_000); // 1.2·10⁹ elements that share one
        var figure = Figure.Of(huge);
        Assert.Contains("of a sample of", figure.Text);
        Assert.NotEmpty(figure.Png);
    }

    [Fact]
    public void An_image_tensor_is_its_picture()
    {
        var image = full([3, 200, 200], -1f);
        image[0] = 1f;
        Assert.Equal(new Colour(255, 0, 0), Figure.Of(image).Still[100, 100]);
    }

    [Fact]
    public void A_rendering_is_a_contact_sheet_with_one_depth_scale_that_leaves_the_background_out()
    {
        var mask = zeros(2, 1, 96, 96);
        mask[.., .., .., ..48] = 1f;
        var depth = full([2, 1, 96, 96], 2.5f);
        depth[.., .., .., 48..] = 99f;
        depth[1, .., .., ..48] = 2.9f;
        using var views = new RenderedViews(zeros(2, 3, 96, 96), zeros(2, 3, 48, 48), depth, mask, Camera.Orbit(2));
        var figure = Figure.Of(views);
        Assert.Contains("depth 2.5…2.9 world units", figure.Caption);
        Assert.Contains("yaw 0°", figure.Html);
        foreach (var row in (string[])["image", "raw", "depth", "mask"])
            Assert.Contains($">{row}<", figure.Html);
        var single = new RenderedViews(zeros(1, 3, 8, 8), zeros(1, 3, 8, 8), zeros(1, 1, 8, 8), zeros(1, 1, 8, 8), []);
        Assert.Contains("view 0", Figure.Of(single).Html);
        single.Dispose();
        Assert.Contains("disposed", Figure.Of(single).Text);
    }

    [Fact]
    public void Planes_codes_and_cameras_say_what_they_are()
    {
        using var grid = new TriGrid(ones([1, 3, 4, 2, 16, 16]), PlaneAxes.PanoHead, 0.7);
        var figure = Figure.Of(grid);
        Assert.Contains("xyz xzy yzx", figure.Caption);
        Assert.Contains("box of side 0.7", figure.Caption);
        Assert.Contains("plane 2: y across, z down", figure.Text);
        using var codes = new Latents(randn(2, 14, 512), LatentSpace.WPlus);
        Assert.Contains("Latents in W+, 2 codes", Figure.Of(codes).Title);
        using var z = new Latents(randn(1, 512), LatentSpace.Z);
        Assert.Contains("Latents in Z", Figure.Of(z).Title);
        using var none = new Latents(zeros(0, 14, 512), LatentSpace.W);
        Assert.NotEmpty(Figure.Of(none).Png);
        var camera = Figure.Of(Camera.At(0));
        Assert.Contains("yaw 0°", camera.Text);
        Assert.Contains("2.7 world units", camera.Text);
    }

    [Fact]
    public void Other_records_of_tensors_show_their_properties_and_images()
    {
        using var record = new Anything(rand(1, 3, 16, 16), zeros(4), "from a test");
        var figure = Figure.Of(record);
        Assert.Equal("Anything", figure.Title);
        Assert.Contains("from a test", figure.Text);
        Assert.Contains("<img ", figure.Html);
    }

    [Fact]
    public void Depth_maps_leave_the_background_transparent_and_tell_the_range()
    {
        var depth = linspace(2, 3, 64).view(1, 64).expand(64, 64);
        var mask = (depth < 2.5).to(ScalarType.Float32);
        var figure = Figures.DepthMap(depth, mask, title: "Depth");
        Assert.Contains("2…2.492 world units", figure.Caption);
        Assert.Equal(0, figure.Still[250, 100] is var pixel && pixel == Colour.White ? 0 : 1);
        Assert.Throws<ArgumentException>(() => Figures.DepthMap(depth, zeros(3, 3)));
    }

    [Fact]
    public void A_mask_tints_only_what_it_covers()
    {
        var mask = zeros(100, 100);
        mask[.., 50..] = 1f;
        var figure = Figures.MaskOver(Picture.Filled(100, 100, Colour.Black), mask, new Colour(200, 0, 0), 0.5);
        Assert.Equal(Colour.Black, figure.Still[10, 50]);
        Assert.InRange(figure.Still[90, 50].R, 98, 102);
        Assert.Contains("50.0% of the picture", figure.Caption);
    }

    private sealed record Anything(Tensor Image, Tensor Vector, string Origin) : TensorRecord
    {
        protected override IEnumerable<Tensor?> Owned => [Image, Vector];
    }
}
