using Workbench.Cameras;
using Workbench.Inversion;

namespace Workbench.Tests.Inversion;

public sealed class PhotoTests : TensorTest
{
    private static Tensor Ramp(double low, double high) => linspace(low, high, 3 * 16 * 16).view(1, 3, 16, 16);

    [Theory]
    [InlineData(0, 255, "bytes 0…255")]
    [InlineData(0, 1, "look like 0…1")]
    [InlineData(-128, 127, "expected numbers")]
    public void A_picture_in_another_range_is_refused_by_name(double low, double high, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new Photo(Ramp(low, high), Camera.Front)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_picture_of_a_named_range_becomes_signed()
    {
        foreach (var (range, high) in new[] { (ImageRange.Bytes, 255.0), (ImageRange.Unit, 1.0) })
        {
            var photo = new Photo(Ramp(0, high), Camera.Front, range: range);
            Assert.Equal(-1, photo.Image.min().ToDouble(), 1e-6);
            Assert.Equal(1, photo.Image.max().ToDouble(), 1e-6);
        }
    }

    [Fact]
    public void A_bright_picture_is_taken_when_its_range_is_named() =>
        Assert.Equal(0.5, new Photo(full(1, 3, 16, 16, 0.5), Camera.Front, range: ImageRange.Signed).Image.mean().ToDouble(), 1e-6);

    [Fact]
    public void Bytes_of_a_decoder_are_taken()
    {
        var photo = new Photo(full([3, 16, 16], 255, dtype: ScalarType.Byte), Camera.Front, range: ImageRange.Bytes);
        Assert.Equal([1L, 3, 16, 16], photo.Image.shape);
        Assert.Equal(ScalarType.Float32, photo.Image.dtype);
        Assert.Equal(1, photo.Image.min().ToDouble());
    }

    [Fact]
    public void Wrong_shapes_are_refused_with_the_reason()
    {
        Expect("square", zeros(1, 3, 16, 20));
        Expect("[1, 3, H, H]", zeros(2, 3, 16, 16));
        Expect("[1, 3, H, H]", zeros(16, 16));
        Expect("colours come last", zeros(1, 16, 16, 3));
        Expect("opacity", zeros(1, 4, 16, 16));
        Expect("8 pixels", zeros(1, 3, 4, 4));

        static void Expect(string words, Tensor image) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => new Photo(image, Camera.Front)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nan_is_refused()
    {
        var image = Ramp(-1, 1);
        image[0, 0, 0, 0] = float.NaN;
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => new Photo(image, Camera.Front)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_must_fit_and_lie_between_0_and_1()
    {
        Assert.Throws<ArgumentException>(() => new Photo(Ramp(-1, 1), Camera.Front, ones(1, 1, 8, 8)));
        Assert.Contains("255", Assert.Throws<ArgumentException>(() => new Photo(Ramp(-1, 1), Camera.Front, ones(1, 1, 16, 16) * 255)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_left_handed_camera_is_refused_with_what_to_do()
    {
        var label = Camera.Front.Label.ToArray();
        label[0] = -1;
        var flipped = Camera.FromLabel(label);
        Assert.Contains("left-handed", Assert.Throws<ArgumentException>(() => new Photo(Ramp(-1, 1), flipped)).Message, StringComparison.Ordinal);
        using var photo = new Photo(Ramp(-1, 1), Camera.Front);
        Assert.Contains("Flip it back", Assert.Throws<ArgumentException>(() => photo with { Camera = flipped }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_photo_owns_a_copy()
    {
        var image = Ramp(-1, 1);
        using (new Photo(image, Camera.Front))
            image.neg_();
        Assert.Equal(1, image[0, 0, 0, 0].ToDouble());
    }
}
