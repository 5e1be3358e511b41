using Workbench.Ops;

namespace Workbench.Tests.Ops;

public sealed class FilteredResizeTests : TensorTest
{
    [Theory]
    [InlineData(ResizeFilter.Antialiased)]
    [InlineData(ResizeFilter.None)]
    public void Same_size_changes_nothing(ResizeFilter filter)
    {
        var x = randn(1, 2, 6, 6);
        Assert.True(FilteredResize.Apply(x, 6, filter).eq(x).all().ToBoolean());
    }

    [Fact]
    public void Antialiasing_removes_what_plain_reading_folds_down()
    {
        // Columns 1, −1, −1, 1 repeat every fourth pixel; a third of the size cannot show them.
        var x = tensor(new[] { 1f, -1f, -1f, 1f }).repeat(3).view(1, 1, 1, 12).expand(1, 1, 12, 12);
        Assert.True(FilteredResize.Apply(x, 4).abs().max().ToDouble() < FilteredResize.Apply(x, 4, ResizeFilter.None).abs().max().ToDouble());
    }

    [Fact]
    public void Blend_lies_between_its_ends()
    {
        var x = randn(1, 1, 9, 9);
        var (none, full) = (FilteredResize.Apply(x, 4, ResizeFilter.None), FilteredResize.Apply(x, 4));
        Assert.True(FilteredResize.Blend(x, 4, 0).allclose(none));
        Assert.True(FilteredResize.Blend(x, 4, 1).allclose(full, 1e-5, 1e-6));
        Assert.True(FilteredResize.Blend(x, 4, 0.5).allclose((none + full) / 2, 1e-5, 1e-6));
    }

    [Theory]
    [InlineData(ResizeFilter.Antialiased)]
    [InlineData(ResizeFilter.None)]
    [InlineData(ResizeFilter.Classic)]
    public void Grey_stays_grey_inside(ResizeFilter filter) => Assert.Equal(0.25, FilteredResize.Apply(full([1, 1, 16, 16], 0.25f), 8, filter)[0, 0, 4, 4].ToDouble(), 1e-6);

    [Fact]
    public void Size_zero_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => FilteredResize.Apply(ones(1, 1, 4, 4), 0));
}
