using System.Globalization;
using System.Numerics;
using System.Text;

namespace Workbench.Weights;

/// <content>The line-based instructions of protocol 0.</content>
internal sealed partial class PickleMachine
{
    private const int MostDigits = 620; // about 256 bytes; parsing is quadratic in the digits

    private object IntegerLine()
    {
        var line = _input.Line();
        return line switch
        {
            "00" => False,
            "01" => True,
            _ => Integer(line),
        };
    }

    private object LongLine()
    {
        var line = _input.Line();
        return Integer(line.EndsWith('L') ? line[..^1] : line);
    }

    private object Integer(string digits) =>
        digits.Length <= MostDigits && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? PickleInput.Narrow(value)
            : throw Error(CheckpointProblem.Malformed, "a line should hold an integer");

    private long IndexLine() => Integer(_input.Line()) is long index ? index : throw Error(CheckpointProblem.MemoIndexOutOfRange, "a memo index has more than 64 bits");

    private double FloatLine()
    {
        var line = _input.Line();
        return line switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ when double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
            _ => throw Error(CheckpointProblem.Malformed, "a line should hold a number"),
        };
    }

    private string QuotedLine()
    {
        var line = _input.Line().TrimEnd();
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ('\'' or '"'))
            throw Error(CheckpointProblem.Malformed, "a quoted text lacks its quotes");
        return Unescape(line.AsSpan(1, line.Length - 2), simple: true);
    }

    private string UnicodeLine() => Unescape(_input.Line(), simple: false);

    /// <summary>Resolves \u, \U and (in quoted text) \x, \n, \t, \r, \\ and quotes.</summary>
    private string Unescape(ReadOnlySpan<char> text, bool simple)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                plain.Append(text[at]);
                continue;
            }
            var digits = text[at + 1] switch { 'x' when simple => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits == 0)
            {
                plain.Append(simple ? text[++at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other } : '\\');
                continue;
            }
            if (text.Length - at - 2 < digits || !int.TryParse(text.Slice(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                || (!Rune.IsValid(code) && code is < 0xd800 or > 0xdfff))
                throw Error(CheckpointProblem.InvalidText, "a text has a broken escape");
            plain.Append(code <= 0xffff ? ((char)code).ToString() : new Rune(code).ToString());
            at += 1 + digits;
        }
        return plain.ToString();
    }
}
