namespace Workbench.Notebooks.Jupyter;

/// <summary>Cursor positions: the protocol counts Unicode code points, .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 position of a code point; positions outside the text are moved to its ends.</summary>
    public static int ToUtf16(string text, int codePoint)
    {
        var position = 0;
        for (var i = 0; i < codePoint && position < text.Length; i++)
        {
            position += char.IsSurrogatePair(text, position) ? 2 : 1;
        }
        return position;
    }

    /// <summary>The number of code points before a UTF-16 position.</summary>
    public static int FromUtf16(string text, int position)
    {
        var count = 0;
        for (var i = 0; i < Math.Min(position, text.Length); count++)
        {
            i += char.IsSurrogatePair(text, i) ? 2 : 1;
        }
        return count;
    }
}
