using Workbench.Cli;

namespace Workbench.Tests.Cli;

public sealed class AngleRangeTests
{
    [Fact]
    public void A_range_leaves_out_its_end()
    {
        var angles = AngleRange.Parse("0:360:10");
        Assert.Equal(36, angles.Count);
        Assert.Equal(350, angles[^1]);
        Assert.Equal([90.0, 60, 30], AngleRange.Parse("90:0:-30"));
        Assert.Equal(10, AngleRange.Parse("0:1:0.1").Count);
    }

    [Fact]
    public void Lists_and_single_angles_are_taken_as_they_are()
    {
        Assert.Equal([-45.5], AngleRange.Parse("-45.5"));
        Assert.Equal([0.0, 90, 180], AngleRange.Parse("0,90,180"));
    }

    [Theory]
    [InlineData("left")]
    [InlineData("0:360")]
    [InlineData("0:360:0")]
    [InlineData("0:360:-10")]
    [InlineData("0:1e9:0.001")]
    [InlineData("nan")]
    [InlineData("")]
    public void Anything_else_is_refused_with_the_forms_or_the_reason(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => AngleRange.Parse(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }
}
