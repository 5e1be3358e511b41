using Workbench.Display;

namespace Workbench.Tests.Display;

public class PictureTests : TensorTest
{
    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(0f, 128)]
    [InlineData(1f, 255)]
    [InlineData(0.5f, 191)]
    [InlineData(-7f, 0)]
    [InlineData(7f, 255)]
    [InlineData(float.PositiveInfinity, 255)]
    public void Signed_values_become_bytes_by_the_official_formula(float value, byte expected)
    {
        var picture = Picture.FromTensor(full([1, 1, 1], value));
        Assert.Equal(new Colour(expected, expected, expected), picture[0, 0]);
    }

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(0.5f, 128)]
    [InlineData(1f, 255)]
    public void Unit_values_give_what_their_signed_twins_give(float value, byte expected)
    {
        Assert.Equal(expected, Picture.FromTensor(full([3, 1, 1], value), PixelRange.Unit)[0, 0].R);
        Assert.Equal(expected, Picture.FromTensor(full([3, 1, 1], 2 * value - 1))[0, 0].R);
    }

    [Fact]
    public void Every_byte_survives_the_way_to_a_tensor_and_back()
    {
        var picture = new Picture(256, 1);
        for (var x = 0; x < 256; x++)
            picture[x, 0] = new Colour((byte)x, (byte)(255 - x), (byte)(x ^ 85));
        var image = picture.ToTensor();
        Assert.Equal([1, 3, 1, 256], image.shape);
        Assert.Equal(-1f, image.min().item<float>());
        Assert.Equal(1f, image.max().item<float>());
        Assert.Equal(picture.Pixels.ToArray(), Picture.FromTensor(image).Pixels.ToArray());
    }

    [Fact]
    public void Channels_rows_and_columns_keep_their_places()
    {
        var image = zeros(3, 2, 4);
        image[0, 1, 3] = 1f;
        var picture = Picture.FromTensor(image);
        Assert.Equal((4, 2), (picture.Width, picture.Height));
        Assert.Equal(new Colour(255, 128, 128), picture[3, 1]);
        Assert.Equal(new Colour(128, 128, 128), picture[0, 0]);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_drawn_in_magenta()
    {
        var image = zeros(3, 1, 2);
        image[1, 0, 1] = float.NaN;
        Assert.Equal(Colour.NotANumber, Picture.FromTensor(image)[1, 0]);
    }

    [Fact]
    public void A_batch_is_refused_where_one_image_is_wanted()
    {
        var error = Assert.Throws<ArgumentException>(() => Picture.FromTensor(zeros(2, 3, 4, 4)));
        Assert.Contains("FromBatch", error.Message);
        Assert.Equal(2, Picture.FromBatch(zeros(2, 3, 4, 4)).Count);
    }

    [Fact]
    public void Transparent_parts_lie_over_white_unless_told_otherwise()
    {
        var picture = Picture.Filled(1, 1, new Colour(0, 0, 0, 51));
        Assert.Equal(new Colour(204, 204, 204), picture.Over(Colour.White)[0, 0]);
        Assert.Equal(204 / 127.5 - 1, picture.ToTensor()[0, 0, 0, 0].item<float>(), 1e-6);
        Assert.Equal(-1f, picture.ToTensor(Colour.Black)[0, 0, 0, 0].item<float>());
    }

    [Fact]
    public void A_constant_picture_stays_constant_at_every_size()
    {
        var picture = Picture.Filled(17, 9, new Colour(200, 100, 50));
        foreach (var (width, height) in new[] { (5, 3), (1, 1), (64, 40), (17, 80) })
        {
            var scaled = picture.Resize(width, height);
            Assert.Equal((width, height), (scaled.Width, scaled.Height));
            for (var x = 0; x < width; x++)
                Assert.Equal(new Colour(200, 100, 50), scaled[x, height / 2]);
        }
    }

    [Fact]
    public void Transparent_colours_do_not_bleed_when_scaled()
    {
        var picture = Picture.Filled(8, 8, new Colour(255, 0, 0, 0));
        for (var y = 0; y < 8; y++)
            for (var x = 4; x < 8; x++)
                picture[x, y] = new Colour(0, 0, 255);
        var scaled = picture.Resize(4, 4);
        for (var x = 0; x < 4; x++)
            Assert.Equal(0, scaled[x, 1].R);
    }

    [Fact]
    public void Shrinking_averages_a_fine_chequerboard_instead_of_aliasing()
    {
        var picture = Picture.Filled(64, 64, Colour.Black);
        for (var y = 0; y < 64; y++)
            for (var x = y % 2; x < 64; x += 2)
                picture[x, y] = Colour.White;
        var scaled = picture.Resize(8, 8);
        for (var x = 2; x < 6; x++)
            Assert.InRange(scaled[x, 4].R, 120, 135);
    }

    [Fact]
    public void Crop_takes_the_rectangle_and_refuses_what_lies_outside()
    {
        var picture = Samples.Gradient(10, 6);
        Assert.Equal(picture[4, 3], picture.Crop(3, 2, 5, 4)[1, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Crop(6, 0, 5, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Crop(-1, 0, 5, 2));
        Assert.Equal((6, 6), (picture.CentreSquare().Width, picture.CentreSquare().Height));
        Assert.Equal(picture[2, 0], picture.CentreSquare()[0, 0]);
    }

    [Fact]
    public void Sizes_out_of_bounds_are_refused_before_memory_is_taken()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(1 << 20, 1 << 20));
        Assert.Throws<ArgumentException>(() => new Picture(2, 2, new byte[15]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(2, 2)[2, 0]);
    }
}
