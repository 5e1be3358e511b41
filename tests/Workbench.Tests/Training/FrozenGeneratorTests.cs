using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Tests.Inversion;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class FrozenGeneratorTests : TensorTest
{
    private const int Samples = 16;

    [Fact]
    public void Shows_what_the_generator_shows()
    {
        using var generator = Create();
        var (codes, cameras) = Inputs(generator.Head);
        var head = generator.Head;
        using var grid = head.Synthesize(new Latents(codes, LatentSpace.WPlus));
        var options = new RenderOptions { Rendering = head.Config.Rendering with { CoarseSamples = Samples / 2, FineSamples = Samples / 2 }, Refine = false, Engine = RayEngine.Torch };
        using var expected = HeadByHead.Render(head, grid, Camera.FromTensor(cameras), options);
        var shown = generator.Show(generator.Planes(codes), codes, cameras, ComparedPixels.All(16), RandomSource.Deterministic);
        Assert.True(generator.RendersPixels);
        Assert.InRange(TinyHead.Apart(expected.ImageRaw, shown), 0, 2e-4);
    }

    [Fact]
    public void Gradients_are_those_of_the_general_path()
    {
        using var fast = Create();
        using var slow = Create(general: true);
        var (codes, cameras) = Inputs(fast.Head);
        var gradients = new[] { fast, slow }.Select(generator =>
        {
            var leaf = codes.clone().requires_grad_();
            var image = generator.Show(generator.Planes(leaf), leaf, cameras, ComparedPixels.All(16), RandomSource.Deterministic);
            (image * linspace(-1, 1, 16)).sum().backward();
            return leaf.grad!;
        }).ToArray();
        Assert.False(slow.RendersPixels);
        Assert.True(gradients[0].abs().sum().ToDouble() > 0);
        Assert.InRange(TinyHead.Apart(gradients[0], gradients[1]), 0, 2e-3 * gradients[1].abs().mean().ToDouble());
    }

    [Fact]
    public void Strided_pixels_are_those_of_the_whole_picture()
    {
        using var generator = Create();
        var (codes, cameras) = Inputs(generator.Head);
        var planes = generator.Planes(codes);
        var whole = generator.Show(planes, codes, cameras, ComparedPixels.All(16), RandomSource.Deterministic);
        var pixels = new ComparedPixels(16, 8, 2, 1, 0);
        var some = generator.Show(planes, codes, cameras, pixels, RandomSource.Deterministic);
        Assert.InRange(TinyHead.Apart(pixels.Of(whole), some), 0, 1e-5);
        var crop = new ComparedPixels(16, 8, 1, 3, 5);
        Assert.InRange(TinyHead.Apart(crop.Of(whole), generator.Show(planes, codes, cameras, crop, RandomSource.Deterministic)), 0, 1e-5);
    }

    [Fact]
    public void Drawn_pixels_lie_inside_the_picture()
    {
        var random = RandomSource.Seeded(3);
        foreach (var pattern in new[] { PixelPattern.Strided, PixelPattern.Crop })
            for (var i = 0; i < 50; i++)
            {
                var pixels = ComparedPixels.Draw(16, new EncoderPhase { Steps = 1, Pixels = pattern, Side = 8 }, random);
                Assert.Equal([1, 3, 8, 8], pixels.Of(zeros(1, 3, 16, 16)).shape);
                Assert.InRange(pixels.Places(1).max().ToDouble(), 0, 1);
            }
    }

    [Fact]
    public void Pool_finds_the_same_pictures_whenever_it_begins()
    {
        using var steady = Pool();
        var drawn = Enumerable.Range(0, 9).Select(step => steady.Draw(step, 0.3).Name).ToArray();
        using var late = Pool();
        Assert.Equal(drawn[8], late.Draw(8, 0.3).Name);
        Assert.Equal("picture 7", late.Draw(8, 0.0).Name);
        Assert.Equal("picture 10", late.Draw(8, 0.999).Name);
        Assert.Equal(0.5, late.Draw(8, 0).Image.mean().ToDouble(), 0.01);

        static PicturePool Pool() => new(4, 1, 3, index => (full([1, 3, 2, 2], 0.5f), Camera.Front, index % 2 == 0 ? 3 : 1));
    }

    private static FrozenGenerator Create(bool general = false)
    {
        var head = TinyEncoders.Head();
        return new FrozenGenerator(head, TriGridEncoderConfig.For(head.Config), Samples, general);
    }

    private static (Tensor Codes, Tensor Cameras) Inputs(PanoHead head)
    {
        using var scope = NewDisposeScope();
        using var w = head.Map(head.Sample(1, 2));
        return (w.Codes.clone().MoveToOuterDisposeScope(), Camera.ToTensor([Camera.At(20), Camera.At(-50, 10)]).MoveToOuterDisposeScope());
    }
}
