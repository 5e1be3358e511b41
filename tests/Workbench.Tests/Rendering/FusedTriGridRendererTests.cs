using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Tests.Rendering;

public sealed class FusedTriGridRendererTests : TensorTest
{
    // Largest difference relative to the largest value; both paths round in another order.
    private const double Tolerance = 1e-5;

    private static readonly RenderingConfig Sampling = new() { CoarseSamples = 12, FineSamples = 10 };

    [Theory]
    [InlineData(1, 32, 64, "xyz xzy yzx")]
    [InlineData(2, 32, 64, "xyz xzy yzx")]
    [InlineData(3, 32, 64, "xyz xzy yzx")]
    [InlineData(5, 32, 64, "xyz xzy yzx")]
    [InlineData(1, 32, 64, "xyz xzy zxy")]
    [InlineData(3, 8, 24, "xyz xzy zxy")]
    [InlineData(3, 24, 40, "zyx")]
    [InlineData(2, 48, 16, "xyz xzy yzx xyz")]
    public void Rays_equal_the_libtorch_path_for_every_kind_of_plane(int depth, int features, int hidden, string axes)
    {
        var grid = Grid(depth, features, axes);
        using var decoder = Decoder(features, hidden, 32, DecoderActivation.None);
        Compare(grid, decoder, Sampling);
    }

    [Theory]
    [InlineData(DecoderActivation.None, 32)]
    [InlineData(DecoderActivation.Sigmoid, 32)]
    [InlineData(DecoderActivation.LeakyRelu, 32)]
    [InlineData(DecoderActivation.None, 5)]
    [InlineData(DecoderActivation.Sigmoid, 7)]
    public void Rays_equal_the_libtorch_path_for_every_decoder(DecoderActivation activation, int colours)
    {
        using var decoder = Decoder(32, 64, colours, activation);
        Compare(Grid(3, 32, "xyz xzy yzx"), decoder, Sampling);
    }

    [Fact]
    public void Rays_equal_the_libtorch_path_for_every_option()
    {
        RenderingConfig[] configs =
        [
            Sampling with { Near = null, Far = null },
            Sampling with { DisparitySampling = true },
            Sampling with { CropMargin = 0 },
            Sampling with { CropMargin = 0.3 },
            Sampling with { FineSamples = 0 },
            Sampling with { CoarseSamples = 2, FineSamples = 0 },
            Sampling with { CoarseSamples = 4, FineSamples = 33 },
            Sampling with { WhiteBackground = true },
            Sampling with { Near = 0.1, Far = 9 },
            new(),
        ];
        var grid = Grid(3, 32, "xyz xzy yzx");
        foreach (var activation in new[] { DecoderActivation.None, DecoderActivation.Sigmoid })
        {
            using var decoder = Decoder(32, 64, 32, activation);
            foreach (var config in configs)
                Compare(grid, decoder, config);
        }
    }

    [Fact]
    public void Planes_that_are_not_square_and_boxes_of_any_size_are_read_alike()
    {
        var generator = new torch.Generator(3);
        using var decoder = Decoder(16, 32, 8, DecoderActivation.None);
        foreach (var (height, width, box) in new[] { (5, 9, 0.7), (9, 1, 1.5), (1, 6, 2.0) })
        {
            var grid = new TriGrid(randn([1, 3, 16, 2, height, width], generator: generator), PlaneAxes.PanoHead, box);
            Compare(grid, decoder, Sampling);
        }
    }

    [Fact]
    public void Every_register_width_gives_the_same_result()
    {
        var grid = Grid(3, 32, "xyz xzy yzx");
        foreach (var activation in Enum.GetValues<DecoderActivation>())
        {
            using var decoder = Decoder(32, 40, 9, activation);
            using var grad = no_grad();
            var rays = View(7);
            var expected = TriGridRenderer.Render(grid, decoder, rays, Sampling, RandomSource.Seeded(1));
            Near(expected, FusedTriGridRenderer.Render<Lanes4>(grid, decoder, rays, Sampling, RandomSource.Seeded(1)));
            Near(expected, FusedTriGridRenderer.Render<Lanes8>(grid, decoder, rays, Sampling, RandomSource.Seeded(1)));
            Near(expected, FusedTriGridRenderer.Render<Lanes16>(grid, decoder, rays, Sampling, RandomSource.Seeded(1)));
        }
    }

    [Fact]
    public void Rays_that_miss_everything_and_single_rays_are_rendered()
    {
        var grid = Grid(3, 32, "xyz xzy yzx");
        using var decoder = Decoder(32, 64, 32, DecoderActivation.None);
        var away = new Rays(tensor(new[] { 0f, 0, 5, 3, 3, 3, 0, 0, 2.7f }, [1, 3, 3]), tensor(new[] { 0f, 0, 1, 0.6f, 0.8f, 0, 0.6f, 0, -0.8f }, [1, 3, 3]));
        foreach (var config in new[] { Sampling, Sampling with { Near = null, Far = null } })
        {
            Compare(grid, decoder, config, away);
            Compare(grid, decoder, config, new Rays(away.Origins[.., ..1], away.Directions[.., ..1]));
            Compare(grid, decoder, config, new Rays(away.Origins[.., 2..], away.Directions[.., 2..]));
        }
    }

    [Fact]
    public void A_weight_that_reaches_into_the_crop_brings_its_colour()
    {
        // Densities above 1000 make the interval between a kept and a cropped sample opaque.
        using var decoder = Decoder(32, 64, 32, DecoderActivation.None);
        using (no_grad())
            decoder.Output.Bias![0] = tensor(3000f);
        var grid = Grid(3, 32, "xyz xzy yzx");
        Compare(grid, decoder, Sampling with { CropMargin = 0.3 });
    }

    [Fact]
    public void Heads_are_rendered_each_from_its_own_planes()
    {
        var grid = new TriGrid(randn([3, 3, 32, 3, 16, 16], generator: new torch.Generator(5)), PlaneAxes.PanoHead, 1);
        using var decoder = Decoder(32, 64, 32, DecoderActivation.None);
        Compare(grid, decoder, Sampling, RaySampler.Sample(cat([.. Orbit(3)]), 9));
    }

    [Fact]
    public void Packed_planes_and_thread_counts_change_no_bit()
    {
        var grid = Grid(3, 32, "xyz xzy yzx");
        using var grad = no_grad();
        using var decoder = Decoder(32, 64, 32, DecoderActivation.None);
        var (rays, threads) = (View(33), get_num_threads());
        var expected = FusedTriGridRenderer.Render(grid, decoder, rays, Sampling, RandomSource.Seeded(1));
        var packed = grid with { Features = PackedTriGrid.Pack(grid.Features) };
        Assert.True(PackedTriGrid.IsPacked(packed.Features));
        Assert.False(PackedTriGrid.IsPacked(grid.Features));
        Assert.True(packed.Features.allclose(grid.Features, 0, 0));
        try
        {
            foreach (var count in new[] { 1, 3 })
            {
                set_num_threads(count);
                var result = FusedTriGridRenderer.Render(packed, decoder, rays, Sampling, RandomSource.Seeded(1));
                Assert.True(result.Features.allclose(expected.Features, 0, 0));
                Assert.True(result.Depth.allclose(expected.Depth, 0, 0));
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void A_broken_plane_shows_instead_of_vanishing()
    {
        var grid = Grid(3, 32, "xyz xzy yzx");
        grid.Features.fill_(float.NaN);
        using var grad = no_grad();
        using var decoder = Decoder(32, 64, 32, DecoderActivation.None);
        var rendered = FusedTriGridRenderer.Render(grid, decoder, View(4), Sampling, RandomSource.Deterministic);
        Assert.True(rendered.Features.isnan().any().item<bool>());
    }

    [Fact]
    public void Cases_beyond_the_kernel_go_to_libtorch()
    {
        var grid = Grid(1, 32, "xyz xzy yzx");
        using var decoder = Decoder(32, 64, 32, DecoderActivation.None);
        var rays = View(5);
        using (no_grad())
        {
            Assert.True(Supports(grid, Sampling));
            Assert.False(Supports(grid, Sampling with { CullBelow = 0.1 }));
            Assert.False(Supports(grid, Sampling with { BinarizeAt = 0.1 }));
            Assert.False(Supports(grid, Sampling with { DensityNoise = 0.1 }));
            Assert.False(Supports(grid with { Features = grid.Features[.., .., ..12] }, Sampling));
            Assert.False(Supports(grid with { Features = grid.Features.to(ScalarType.Float64) }, Sampling));
            Assert.Throws<NotSupportedException>(() => FusedTriGridRenderer.Render(grid, decoder, rays, Sampling with { CullBelow = 0.1 }, RandomSource.Deterministic));
        }
        Assert.False(Supports(grid, Sampling)); // the decoder's weights want gradients
        Assert.True(RayRenderer.Render(grid, decoder, rays, Sampling, RandomSource.Deterministic).Features.requires_grad);

        bool Supports(TriGrid planes, RenderingConfig config) => FusedTriGridRenderer.Supports(planes, decoder, rays, config);
    }

    private static void Compare(TriGrid grid, TriGridDecoder decoder, RenderingConfig config, Rays? rays = null)
    {
        using var grad = no_grad();
        rays ??= View(11);
        Assert.True(FusedTriGridRenderer.Supports(grid, decoder, rays, config));
        Near(TriGridRenderer.Render(grid, decoder, rays, config, RandomSource.Seeded(7)), RayRenderer.Render(grid, decoder, rays, config, RandomSource.Seeded(7)));
    }

    private static void Near(RenderedRays expected, RenderedRays actual)
    {
        Near(expected.Features, actual.Features, "features");
        Near(expected.Opacity, actual.Opacity, "opacity");
        Near(expected.Depth, actual.Depth, "depth");
    }

    private static void Near(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (actual - expected).abs().max().item<float>() / Math.Max(1e-3, expected.abs().max().item<float>());
        Assert.True(error <= Tolerance, $"{what} differ by {error:g3} of their largest value");
    }

    private static TriGrid Grid(int depth, int features, string axes)
    {
        var planes = PlaneAxes.Parse(axes);
        return new TriGrid(randn([1, planes.Count, features, depth, 16, 16], generator: new torch.Generator(2)), planes, 1);
    }

    private static TriGridDecoder Decoder(int features, int hidden, int colours, DecoderActivation activation)
    {
        var decoder = new TriGridDecoder(features, hidden, colours, 1, activation);
        var generator = new torch.Generator(4);
        using var grad = no_grad();
        foreach (var (_, parameter) in decoder.named_parameters())
            parameter.copy_(randn(parameter.shape, generator: generator));
        decoder.Output.Weight[0].mul_(5); // sharp surfaces
        decoder.Output.Bias![0] = tensor(5f); // and enough of them: a nearly empty ray is all rounding, 1 − exp(−ε)
        return decoder;
    }

    private static Rays View(int side) => RaySampler.Sample(Camera.At(25, 10).ToTensor(), side);

    private static IEnumerable<Tensor> Orbit(int count) => Camera.Orbit(count).Select(camera => camera.ToTensor());
}
