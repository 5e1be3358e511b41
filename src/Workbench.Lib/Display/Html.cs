using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Workbench.Display;

/// <summary>Pieces of HTML that are safe to put together.</summary>
internal static class Html
{
    private static int _count;

    /// <summary>Text as it must stand in an element or a quoted attribute.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);

    /// <summary>A number with at most this many significant digits, in the invariant culture.</summary>
    public static string Number(double value, int digits = 4)
    {
        var text = value.ToString("G" + digits, CultureInfo.InvariantCulture).Split('E');
        var power = text.Length == 2 ? "e" + int.Parse(text[1], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : "";
        return (text[0] + power).Replace('-', '−');
    }

    /// <summary>An address that holds the image itself: lossy WebP, or PNG for small pictures, whose single pixels matter.</summary>
    public static string Source(Picture picture)
    {
        var small = picture.Width <= 128 && picture.Height <= 128;
        var tooLong = Math.Max(picture.Width, picture.Height) > 16383;
        var format = small || tooLong ? ImageFormat.Png : ImageFormat.WebP;
        return $"data:image/{(format == ImageFormat.Png ? "png" : "webp")};base64,{Convert.ToBase64String(ImageCodec.Current.Encode(picture, format, 90))}";
    }

    /// <summary>An image element that holds its data.</summary>
    /// <param name="picture">The image.</param>
    /// <param name="description">What a reader who cannot see it is told.</param>
    /// <param name="style">Further style rules.</param>
    public static string Image(Picture picture, string description, string style = "") =>
        $"<img src=\"{Source(picture)}\" width=\"{picture.Width}\" height=\"{picture.Height}\" alt=\"{Escape(description)}\" style=\"max-width:100%;height:auto;display:block;margin:0;{style}\">";

    /// <summary>A key for scripts that no other figure of this document has: a hash of what it shows and a running number.</summary>
    public static string UniqueKey(string content) =>
        $"wb{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(content)):x16}-{Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)}";
}
