using System.Numerics;
using Workbench.Display;
using Workbench.Photos;

namespace Workbench.Tests.Photos;

public sealed class CropTests
{
    [Fact]
    public void A_square_keeps_its_middle_and_its_corners()
    {
        var crop = CropTransform.Square(100, 60, 40, Math.PI / 2, 21);
        Assert.Equal(new Vector2(10, 10), crop.ToCrop(new Vector2(100, 60)));
        // The upper edge of the square points down in the photograph.
        Close(new Vector2(100, 100), crop.ToPhoto(new Vector2(10 + 21, 10)), 1e-3f);
        Assert.Equal(21.0 / 40, crop.Scale, 12);
    }

    [Fact]
    public void Resizing_a_crop_keeps_the_edges_of_the_picture()
    {
        var crop = CropTransform.Square(100, 60, 40, 0.3, 64);
        var small = crop.Resized(16);
        // The top left edge lies at −½ in both.
        Close(crop.ToPhoto(new Vector2(-0.5f, -0.5f)), small.ToPhoto(new Vector2(-0.5f, -0.5f)), 1e-3f);
        Close(crop.ToPhoto(new Vector2(63.5f, 63.5f)), small.ToPhoto(new Vector2(15.5f, 15.5f)), 1e-3f);
    }

    [Fact]
    public void Cropping_the_whole_picture_gives_the_picture()
    {
        var photo = Gradient(32, 32);
        var same = CropSampler.Apply(photo, CropTransform.Square(15.5, 15.5, 32, 0, 32));
        for (var y = 4; y < 28; y++)
            for (var x = 4; x < 28; x++)
            {
                Assert.InRange(same[x, y].R - photo[x, y].R, -1, 1);
                Assert.InRange(same[x, y].G - photo[x, y].G, -1, 1);
            }
    }

    [Fact]
    public void Beyond_the_edge_the_photograph_is_mirrored_or_black()
    {
        var photo = Gradient(32, 32);
        var wide = CropTransform.Square(15.5, 15.5, 64, 0, 64);
        Assert.Equal(0.25, wide.Coverage(32, 32), 2);
        var mirrored = CropSampler.Apply(photo, wide);
        Assert.InRange(mirrored[10, 30].R - mirrored[21, 30].R, -2, 2); // column 16 is the first of the photograph
        Assert.Equal(new Colour(0, 0, 0), CropSampler.Apply(photo, wide, CropBorder.Black)[4, 4]);
    }

    [Fact]
    public void A_large_photograph_is_shrunk_without_aliasing()
    {
        var photo = new Picture(512, 512);
        for (var y = 0; y < 512; y++)
            for (var x = 0; x < 512; x++)
                photo[x, y] = x % 2 == 0 ? Colour.White : Colour.Black;
        var small = CropSampler.Apply(photo, CropTransform.Square(255.5, 255.5, 512, 0, 32));
        Assert.All(Enumerable.Range(2, 28), x => Assert.InRange(small[x, 16].R, 122, 133));
    }

    private static Picture Gradient(int width, int height)
    {
        var picture = new Picture(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                picture[x, y] = new Colour((byte)(x * 7), (byte)(y * 7), 90);
        return picture;
    }

    private static void Close(Vector2 expected, Vector2 actual, float tolerance) => Assert.True(Vector2.Distance(expected, actual) <= tolerance, $"expected {expected}, got {actual}");
}
