using System.Text;

namespace Workbench.Display;

/// <summary>Makers of figures.</summary>
/// <remarks>Every figure has a title and a caption; where no caption is given, it says the shape of what is shown.</remarks>
public static partial class Figures
{
    private const int Gap = 8;
    private const int MaximumStillWidth = 2400;
    private const int SmallestCell = 96;

    /// <summary>Pictures in rows with captions under them.</summary>
    /// <param name="pictures">At least one picture; sizes may differ.</param>
    /// <param name="captions">One a picture, or none.</param>
    /// <param name="columns">Pictures in a row; 0 chooses.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Shape, range, origin; null says number and size of the pictures.</param>
    public static Figure Grid(IReadOnlyList<Picture> pictures, IReadOnlyList<string>? captions = null, int columns = 0, string title = "", string? caption = null)
    {
        Check(pictures, captions);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        var across = columns > 0 ? Math.Min(columns, pictures.Count) : ChooseColumns(pictures);
        var labels = captions is { Count: > 0 } ? captions : [.. pictures.Select(_ => "")];
        pictures = [.. pictures.Select(Visible)];
        return Figure.Create(
            title,
            caption ?? Sizes(pictures),
            () => GridHtml(pictures, labels, across),
            () => GridStill(pictures, labels, across),
            GridText(pictures, labels));
    }

    /// <summary>One picture.</summary>
    public static Figure Image(Picture picture, string title = "", string? caption = null) => Grid([picture], null, 1, title, caption);

    /// <summary>A contact sheet: one row a kind of picture, one column a subject, labels at both edges.</summary>
    /// <param name="rows">Row label and one picture a column.</param>
    /// <param name="columnLabels">One a column.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Shape, range, origin; null says number and size of the pictures.</param>
    public static Figure Sheet(IReadOnlyList<(string Label, IReadOnlyList<Picture> Pictures)> rows, IReadOnlyList<string> columnLabels, string title = "", string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columnLabels);
        if (rows.Count == 0 || columnLabels.Count == 0)
            throw new ArgumentException("rows: a contact sheet needs at least one row and one column.", nameof(rows));
        foreach (var (label, pictures) in rows)
            if (pictures.Count != columnLabels.Count)
                throw new ArgumentException($"rows: row '{label}' has {pictures.Count} pictures, but there are {columnLabels.Count} column labels.", nameof(rows));
        // All rows get the size of the largest picture, so that columns line up.
        var side = Math.Min(rows.Max(row => row.Pictures.Max(picture => Math.Max(picture.Width, picture.Height))), Math.Max(SmallestCell, MaximumStillWidth / columnLabels.Count));
        var sheet = new ContactSheet([.. rows.Select(row => row.Label)], columnLabels, [.. rows.Select(row => row.Pictures.Select(picture => FitInto(picture, Math.Max(SmallestCell, side))).ToArray())]);
        return Figure.Create(title, caption ?? Sizes([.. rows.SelectMany(row => row.Pictures)]), sheet.Html, sheet.Still, sheet.ToString());
    }

    /// <summary>Figures one below the other under one title.</summary>
    public static Figure Column(IReadOnlyList<Figure> figures, string title = "", string caption = "")
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (figures.Count == 0)
            throw new ArgumentException("figures: there must be at least one.", nameof(figures));
        return Figure.Create(
            title,
            caption,
            () => string.Concat(figures.Select(figure => figure.Html)),
            () => Stack([.. figures.Select(figure => FigureFrame.Still(figure.Title, figure.Caption, figure.Still))]),
            string.Join(Environment.NewLine, figures.Select(figure => figure.Text)),
            figures.SelectMany(figure => figure.Resources).DistinctBy(resource => resource.Key).ToDictionary());
    }

    internal static Picture Stack(IReadOnlyList<Picture> stills)
    {
        var sheet = Picture.Filled(stills.Max(still => still.Width), stills.Sum(still => still.Height) + Gap * (stills.Count - 1), Colour.White);
        var y = 0;
        foreach (var still in stills)
        {
            sheet.Draw(still, 0, y);
            y += still.Height + Gap;
        }
        return sheet;
    }

    internal static Picture GridStill(IReadOnlyList<Picture> pictures, IReadOnlyList<string> captions, int columns)
    {
        var limit = Math.Max(24, (MaximumStillWidth - Gap * (columns - 1)) / columns);
        var cells = pictures.Select(picture => picture.Width > limit ? FitInto(picture, limit, enlarge: false) : picture).ToArray();
        var cellWidth = cells.Max(cell => cell.Width);
        var rows = cells.Select((cell, i) => (cell, Lines: StrokeFont.Wrap(captions[i], cellWidth, Canvas.Body, 2))).Chunk(columns).ToArray();
        var heights = rows.Select(row => row.Max(item => item.cell.Height) + (int)(row.Max(item => item.Lines.Count) * StrokeFont.LineHeight) + Gap).ToArray();
        using var canvas = new Canvas(columns * (cellWidth + Gap) - Gap, heights.Sum());
        var y = 0;
        for (var row = 0; row < rows.Length; row++)
        {
            var pictureHeight = rows[row].Max(item => item.cell.Height);
            for (var column = 0; column < rows[row].Length; column++)
            {
                var (cell, lines) = rows[row][column];
                var x = column * (cellWidth + Gap);
                canvas.Draw(cell, x + (cellWidth - cell.Width) / 2, y + (pictureHeight - cell.Height) / 2);
                for (var line = 0; line < lines.Count; line++)
                    canvas.Text(lines[line], x + cellWidth / 2f, y + pictureHeight + 1 + line * StrokeFont.LineHeight, Colour.Ink, align: TextAlign.Centre);
            }
            y += heights[row];
        }
        return canvas.ToPicture();
    }

    private static string GridHtml(IReadOnlyList<Picture> pictures, IReadOnlyList<string> captions, int columns)
    {
        var widest = pictures.Max(picture => picture.Width);
        var html = new StringBuilder($"<div style=\"display:grid;grid-template-columns:repeat({columns},minmax(0,{widest}px));gap:{Gap}px;justify-content:start\">");
        for (var i = 0; i < pictures.Count; i++)
        {
            var description = captions[i].Length > 0 ? captions[i] : $"picture {i + 1} of {pictures.Count}";
            html.Append("<div>").Append(Html.Image(pictures[i], description, "margin:0 auto;"));
            if (captions[i].Length > 0)
                html.Append("<div style=\"text-align:center;font-size:85%;overflow-wrap:anywhere\">").Append(Html.Escape(captions[i])).Append("</div>");
            html.Append("</div>");
        }
        return html.Append("</div>").ToString();
    }

    private static string GridText(IReadOnlyList<Picture> pictures, IReadOnlyList<string> captions) =>
        string.Join("; ", pictures.Select((picture, i) => captions[i].Length > 0 ? $"{captions[i]} ({picture.Width}×{picture.Height})" : $"{picture.Width}×{picture.Height}").Take(40)) + (pictures.Count > 40 ? "; …" : "");

    private static string Sizes(IReadOnlyList<Picture> pictures)
    {
        var sizes = pictures.Select(picture => $"{picture.Width}×{picture.Height}").Distinct().ToArray();
        var count = pictures.Count == 1 ? "1 picture" : $"{pictures.Count} pictures";
        return $"{count}, {(sizes.Length <= 3 ? string.Join(", ", sizes) : "various sizes")} pixels";
    }

    private static int ChooseColumns(IReadOnlyList<Picture> pictures)
    {
        const int PageWidth = 1100;
        var cell = Math.Max(SmallestCell, pictures.Max(picture => picture.Width)) + Gap;
        return Math.Clamp(PageWidth / Math.Min(cell, 264), 1, pictures.Count);
    }

    // Tiny pictures are magnified by whole numbers: what matters in them is single pixels.
    private static Picture Visible(Picture picture)
    {
        var factor = (SmallestCell + Math.Max(picture.Width, picture.Height) - 1) / Math.Max(picture.Width, picture.Height);
        return factor > 1 ? picture.Magnify(factor) : picture;
    }

    private static Picture FitInto(Picture picture, int side, bool enlarge = true)
    {
        var scale = side / (double)Math.Max(picture.Width, picture.Height);
        if (Math.Abs(scale - 1) < 1e-9 || (scale > 1 && !enlarge))
            return picture;
        return scale >= 2 && scale % 1 == 0
            ? picture.Magnify((int)scale)
            : picture.Resize(Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale)));
    }

    private static void Check(IReadOnlyList<Picture> pictures, IReadOnlyList<string>? captions)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count == 0)
            throw new ArgumentException("pictures: there must be at least one.", nameof(pictures));
        if (captions is { Count: > 0 } && captions.Count != pictures.Count)
            throw new ArgumentException($"captions: {pictures.Count} pictures need as many captions or none, got {captions.Count}.", nameof(captions));
    }
}
