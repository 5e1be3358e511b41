using Workbench.Cameras;
using Workbench.Editing;

namespace Workbench.Display;

/// <summary>Part labels as picture files: read what somebody painted, write what a source found so that somebody may correct it.</summary>
/// <remarks>
/// Three kinds are understood: every part in the colour of <see cref="PartColours"/>; one part white on black; class numbers as grey levels, as other programs store them.
/// Opacity is confidence: what is transparent was not painted.
/// <code>
/// PaintedMasks.Save(found, 0, "front.png");                         // open it in any paint program, correct it, save it as PNG
/// using var front = PaintedMasks.Load("front.png", views.Cameras[0]);
/// using var again = new PaintedLabels([front], labels).Label(views);
/// </code>
/// </remarks>
public static class PaintedMasks
{
    private const int Named = 5;

    /// <summary>Reads a painted mask.</summary>
    /// <param name="path">A PNG or lossless WebP file, square.</param>
    /// <param name="camera">The pose of the view that was painted over.</param>
    /// <param name="part">What white means in a picture of black and white; needed for such a picture, refused for others.</param>
    /// <param name="classes">The order of class numbers in a picture of grey levels; the face parser's unless given.</param>
    /// <exception cref="ImageFormatException">The file is no image.</exception>
    /// <exception cref="EditException">It is not square, or has a colour that stands for no part; the message names colours and places.</exception>
    public static PaintedView Load(string path, Camera camera, PartSet? part = null, PartTable? classes = null) => Read(Picture.Load(path), System.IO.Path.GetFileName(path), camera, part, classes);

    /// <summary>Reads a painted mask from a picture in memory.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="camera">The pose of the view that was painted over.</param>
    /// <param name="part">What white means in a picture of black and white.</param>
    /// <param name="classes">The order of class numbers in a picture of grey levels.</param>
    /// <exception cref="EditException">As for files.</exception>
    public static PaintedView Read(Picture picture, string name, Camera camera, PartSet? part = null, PartTable? classes = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(camera);
        if (picture.Width != picture.Height)
            throw new EditException(EditProblem.CannotLabel, $"{name} has {picture.Width}×{picture.Height} pixels, but views are square. Paint over a whole view and keep its shape.");
        var table = classes ?? PartTable.FaceParser;
        var painted = Enumerable.Range(0, picture.Width * picture.Height).Select(i => picture[i % picture.Width, i / picture.Width]).ToArray();
        var used = painted.Where(colour => colour.A > 0).Select(colour => colour with { A = 255 }).Distinct().ToHashSet();
        if (used.Count == 0)
            throw new EditException(EditProblem.CannotLabel, $"{name} is transparent everywhere: nothing is painted.");
        if (used.All(colour => colour == Colour.Black || colour == Colour.White))
            return BlackAndWhite(painted, picture.Width, name, camera, part);
        if (part is not null)
            throw new EditException(EditProblem.CannotLabel, $"{name} has {used.Count} colours; a mask of {part.Name} alone has white where it is and black elsewhere. {Unknown(painted, picture.Width, colour => colour == Colour.Black || colour == Colour.White)}");
        var grey = used.All(colour => colour.R == colour.G && colour.G == colour.B && colour.R < table.Count);
        var codes = grey
            ? Enumerable.Range(0, table.Count).ToDictionary(i => new Colour((byte)i, (byte)i, (byte)i), i => (byte)i)
            : PartColours.Of(table).Index().ToDictionary(item => item.Item, item => (byte)item.Index);
        if (!used.All(codes.ContainsKey))
            throw new EditException(EditProblem.CannotLabel, $"{name} has colours that stand for no part. {Unknown(painted, picture.Width, codes.ContainsKey)} Paint with the colours of the legend and a hard brush, and save as PNG.");
        return View([.. painted.Select(colour => colour.A == 0 ? (byte)0 : codes[colour with { A = 255 }])], painted, picture.Width, table, camera, name, null);
    }

    /// <summary>Writes the labels of a view in the colours of the legend: a mask to paint on.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="view">Which view.</param>
    /// <param name="path">A .png file; .webp at quality 100 works too, .jpg does not keep colours.</param>
    /// <param name="scale">Pixels a side of the file for every pixel of the labels.</param>
    public static void Save(PartLabels labels, long view, string path, int scale = 4)
    {
        if (ImageCodec.FormatOf(path) == ImageFormat.Jpeg)
            throw new ArgumentException($"path: JPEG changes colours, and a changed colour stands for no part; write '{path}' as .png.", nameof(path));
        PartPictures.Labels(labels, view).Magnify(scale).Save(path, 100);
    }

    private static PaintedView BlackAndWhite(Colour[] painted, int side, string name, Camera camera, PartSet? part)
    {
        if (part is not { Parts: [var only] })
            throw new EditException(EditProblem.UnknownPart, part is null
                ? $"{name} is black and white: say which part is white, as in PaintedMasks.Load(path, camera, PartSet.Hair)."
                : $"{name} is black and white, but {part.Name} is {part.Parts.Count} parts ({string.Join(", ", part.Parts)}); paint each in its colour.");
        var table = PartTable.FaceParser;
        var index = table.IndexOf(only);
        if (index < 0)
            throw new EditException(EditProblem.UnknownPart, $"{name}: there is no part '{only}'; there are {table}.");
        return View([.. painted.Select(colour => colour.A > 0 && colour.R == 255 ? (byte)index : (byte)0)], painted, side, table, camera, name, index);
    }

    private static PaintedView View(byte[] classes, Colour[] painted, int side, PartTable table, Camera camera, string name, int? only) =>
        new(tensor(classes, [side, side]), tensor(painted.Select(colour => colour.A / 255f).ToArray(), [side, side]), table, camera, name) { OnlyPart = only };

    private static string Unknown(Colour[] painted, int side, Func<Colour, bool> known)
    {
        var wrong = painted.Index().Where(item => item.Item.A > 0 && !known(item.Item with { A = 255 })).GroupBy(item => item.Item with { A = 255 }).OrderByDescending(group => group.Count()).ToList();
        var words = wrong.Take(Named).Select(group => $"{group.Key} on {group.Count()} pixels, first at column {group.First().Index % side}, row {group.First().Index / side} (nearest is {Nearest(group.Key)})");
        return $"{string.Join("; ", words)}{(wrong.Count > Named ? $"; and {wrong.Count - Named} more" : "")}.";
    }

    private static string Nearest(Colour colour)
    {
        var name = PartTable.FaceParser.Names.MinBy(part => Distance(PartColours.Of(part), colour))!;
        return $"{name} {PartColours.Of(name)}";

        static int Distance(Colour a, Colour b) => Square(a.R - b.R) + Square(a.G - b.G) + Square(a.B - b.B);
        static int Square(int difference) => difference * difference;
    }
}
