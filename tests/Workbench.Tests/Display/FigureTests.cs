using Workbench.Display;

namespace Workbench.Tests.Display;

public class FigureTests
{
    [Fact]
    public void A_grid_is_html_picture_and_words_at_once()
    {
        var figure = Figures.Grid([Samples.Gradient(120, 100), Samples.Gradient(120, 100, 1)], ["left", "right"], 2, "Two heads");
        Assert.Contains("Two heads", figure.Html);
        Assert.Equal(2, figure.Html.Split("<img ").Length - 1);
        var still = new SkiaCodec().Decode(figure.Png, "still");
        Assert.InRange(still.Width, 248, 300);
        Assert.InRange(still.Height, 120, 200);
        Assert.Contains("left (120×100)", figure.Text);
        Assert.Contains("2 pictures, 120×100 pixels", figure.Caption);
    }

    [Fact]
    public void User_text_is_escaped_everywhere()
    {
        const string Evil = "<script>alert(1)</script>\"'&";
        foreach (var figure in new[]
        {
            Figures.Grid([Samples.Gradient(9, 9)], [Evil], 1, Evil, Evil),
            Figures.Text(Evil, Evil, Evil),
            Figure.Of(new List<string> { Evil }).WithTitle(Evil),
        })
        {
            Assert.DoesNotContain("<script>alert", figure.Html);
            Assert.DoesNotContain("<script>alert", figure.ToDocument());
            Assert.Contains("&lt;script&gt;", figure.Html);
        }
    }

    [Fact]
    public void Pictures_of_a_grid_keep_their_pixels()
    {
        var figure = Figures.Grid([Picture.Filled(100, 100, new Colour(10, 120, 240))], title: "");
        Assert.Equal(new Colour(10, 120, 240), figure.Still[50, 50]);
    }

    [Fact]
    public void Figures_are_saved_by_extension()
    {
        using var folder = Samples.Folder();
        var figure = Figures.Image(Samples.Gradient(50, 40), "A head");
        foreach (var name in (string[])["a.html", "a.png", "a.jpg", "a.webp", "a.txt"])
            figure.Save(folder[name]);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(folder["a.html"]));
        Assert.DoesNotContain("http", File.ReadAllText(folder["a.html"]));
        Assert.Equal(Picture.Load(folder["a.png"]).Width, Picture.Load(folder["a.webp"]).Width);
        Assert.StartsWith("A head", File.ReadAllText(folder["a.txt"]));
        Assert.Throws<ArgumentException>(() => figure.Save(folder["a.docx"]));
    }

    [Fact]
    public void Wrong_numbers_of_captions_and_empty_grids_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Figures.Grid([]));
        Assert.Throws<ArgumentException>(() => Figures.Grid([Samples.Gradient(4, 4)], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => Figures.Sheet([("row", [Samples.Gradient(4, 4)])], ["a", "b"]));
    }

    [Fact]
    public void A_registered_type_is_shown_by_what_was_registered()
    {
        Describe.Register<IMarker>(marker => Figures.Text("registered", marker.GetType().Name));
        Assert.Contains("registered", Figure.Of(new Marker()).Text);
    }

    private interface IMarker;

    private sealed class Marker : IMarker;
}
