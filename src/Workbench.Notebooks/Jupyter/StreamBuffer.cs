using System.Text;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Collects console text until there is enough of it, or until it has waited for 50 ms. Calls must not overlap.</summary>
/// <param name="send">Sends text of one stream.</param>
/// <param name="wake">Asks to call <see cref="Flush"/> after a moment.</param>
internal sealed class StreamBuffer(Action<StreamKind, string> send, Action wake)
{
    private const int Limit = 8 * 1024;

    private readonly StringBuilder _text = new();
    private StreamKind _stream;

    public void Write(StreamKind stream, string text)
    {
        if (stream != _stream) Flush(isLast: true);
        _stream = stream;
        if (_text.Length == 0) wake();
        _text.Append(text);
        if (_text.Length >= Limit) Flush(isLast: false);
    }

    /// <param name="isLast">False keeps the first half of a surrogate pair for the next message.</param>
    public void Flush(bool isLast)
    {
        if (_text.Length == 0) return;
        var half = !isLast && char.IsHighSurrogate(_text[^1]) ? _text[^1].ToString() : string.Empty;
        if (half.Length == _text.Length) return;
        send(_stream, _text.ToString(0, _text.Length - half.Length));
        _text.Clear().Append(half);
        if (half.Length > 0) wake();
    }
}
