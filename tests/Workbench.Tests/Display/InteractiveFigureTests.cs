using System.Text.RegularExpressions;
using Workbench.Display;

namespace Workbench.Tests.Display;

public class InteractiveFigureTests
{
    private const string Evil = "<script>alert(1)</script>\"'&";

    [Fact]
    public void An_orbit_holds_all_frames_and_needs_no_network()
    {
        var figure = Orbit(9);
        Assert.Equal(9, Regex.Count(figure.Html, "<img data-frame "));
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", figure.Html);
        Assert.DoesNotContain("http", figure.Html);
        Assert.Contains("max=\"8\"", figure.Html);
        Assert.Empty(figure.Resources);
        Assert.True(new SkiaCodec().Decode(figure.Png, "still").Width > 300);
    }

    [Fact]
    public void Two_equal_orbits_have_different_keys_and_one_figure_keeps_its_own()
    {
        var (one, two) = (Orbit(3), Orbit(3));
        Assert.NotEqual(Key(one.Html), Key(two.Html));
        Assert.Equal(Key(one.Html), Key(one.Html));
        Assert.Equal(2, Regex.Count(one.Html, Regex.Escape(Key(one.Html))));
    }

    [Fact]
    public void Labels_of_players_and_sliders_are_escaped()
    {
        foreach (var figure in new[]
        {
            Figures.Orbit([Samples.Gradient(100, 100)], [Evil], 10, Evil, Evil),
            Figures.Compare(Samples.Gradient(100, 100), Samples.Gradient(50, 50, 3), Evil, Evil, Evil, Evil),
            Figures.Table([Evil], [[Evil]], Evil),
            Figures.Sheet([(Evil, [Samples.Gradient(20, 20)])], [Evil], Evil),
            Charts.Line([new ChartSeries(Evil, [1, 2]), new ChartSeries("b", [2, 1])], Evil, Evil, Evil),
            Charts.Bar([Evil], [1], Evil, Evil),
        })
        {
            Assert.DoesNotContain("<script>alert", figure.Html);
            Assert.DoesNotContain("alt=\"\"", figure.Html);
            Assert.NotEmpty(figure.Png);
        }
    }

    [Fact]
    public void Frames_of_different_sizes_and_impossible_speeds_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Figures.Orbit([Samples.Gradient(10, 10), Samples.Gradient(10, 11)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Figures.Orbit([Samples.Gradient(10, 10)], framesPerSecond: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Figures.Orbit([Samples.Gradient(10, 10)], framesPerSecond: double.NaN));
    }

    [Fact]
    public void A_comparison_brings_the_second_picture_to_the_size_of_the_first()
    {
        var figure = Figures.Compare(Samples.Gradient(120, 100), Samples.Gradient(60, 50));
        Assert.Equal(2, Regex.Count(figure.Html, "width=\"120\" height=\"100\""));
        Assert.DoesNotContain("<script", figure.Html);
        Assert.Contains("type=\"range\"", figure.Html);
    }

    [Fact]
    public void A_contact_sheet_labels_rows_and_columns_once()
    {
        var row = new[] { Samples.Gradient(96, 96), Samples.Gradient(48, 48) };
        var figure = Figures.Sheet([("image", row), ("depth", row)], ["front", "side"]);
        Assert.Equal(1, Regex.Count(figure.Html, ">front<"));
        Assert.Equal(1, Regex.Count(figure.Html, ">depth<"));
        Assert.Equal(4, Regex.Count(figure.Html, "width=\"96\""));
    }

    [Fact]
    public void Numbers_of_a_table_stand_flush_right_in_words_too()
    {
        var figure = Figures.Table(["name", "value"], [["a", "1"], ["bc", "−200"]]);
        Assert.Equal(["name  value", "a         1", "bc     −200"], figure.Text.Split(Environment.NewLine).Select(line => line.TrimEnd()));
        Assert.Throws<ArgumentException>(() => Figures.Table(["a"], [["1", "2"]]));
    }

    private static Figure Orbit(int count) => Figures.Orbit([.. Enumerable.Range(0, count).Select(i => Samples.Gradient(64, 64, i))], title: "Orbit");

    private static string Key(string html) => Regex.Match(html, "data-wb-player=\"([^\"]+)\"").Groups[1].Value;
}
