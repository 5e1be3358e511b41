using Workbench.Display;

namespace Workbench.Tests.Display;

public class StrokeFontTests
{
    [Fact]
    public void Every_printable_ascii_character_and_the_signs_of_our_captions_have_a_glyph()
    {
        foreach (var symbol in Enumerable.Range(' ', 95).Select(code => (char)code).Concat("°±×·−…ψσ→≤≥"))
            Assert.True(StrokeFont.Has(symbol), $"'{symbol}'");
        Assert.False(StrokeFont.Has('é'));
    }

    [Fact]
    public void Every_glyph_leaves_its_own_ink_and_unknown_ones_a_box()
    {
        var seen = new Dictionary<string, char>();
        foreach (var symbol in Enumerable.Range('!', 94).Select(code => (char)code).Append('é'))
        {
            using var canvas = new Canvas(20, 20);
            canvas.Text($"{symbol}", 2, 2, Colour.Black);
            var ink = Convert.ToHexString(canvas.ToPicture().Pixels);
            Assert.Contains(ink.Chunk(8), pixel => pixel[0] < 'A');
            Assert.True(seen.TryAdd(ink, symbol), $"'{symbol}' looks like '{seen.GetValueOrDefault(ink)}'.");
        }
    }

    [Fact]
    public void Text_stays_inside_its_measure()
    {
        foreach (var size in (float[])[Canvas.Body, Canvas.Heading])
        {
            const string Line = "Wg|jÅ seed 42, ψ = 0.7";
            var width = (int)StrokeFont.Measure(Line, size);
            using var canvas = new Canvas(width + 20, (int)(StrokeFont.LineHeight * size) + 20);
            canvas.Text(Line, 10, 10, Colour.Black, size);
            var picture = canvas.ToPicture();
            for (var y = 0; y < picture.Height; y++)
                for (var x = 0; x < picture.Width; x++)
                    if (x < 10 || x >= 10 + width || y < 9 || y >= 11 + StrokeFont.LineHeight * size)
                        Assert.Equal(Colour.White, picture[x, y]);
        }
    }

    [Fact]
    public void Long_text_is_wrapped_and_shortened()
    {
        var lines = StrokeFont.Wrap("one two three four five six seven eight", 80, 1, 2);
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.True(StrokeFont.Measure(line, 1) <= 80));
        Assert.EndsWith("…", lines[1]);
        Assert.Equal("", StrokeFont.Fit("wide", 1, 1));
    }
}
