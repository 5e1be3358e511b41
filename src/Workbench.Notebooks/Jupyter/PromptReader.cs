using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Standard input of a cell: every line that is needed is asked for.</summary>
internal sealed class PromptReader(IInputSource source) : TextReader
{
    private string _line = string.Empty;
    private int _position;

    public override int Peek() => Fill() ? _line[_position] : -1;

    public override int Read() => Fill() ? _line[_position++] : -1;

    public override int Read(char[] buffer, int index, int count)
    {
        if (count == 0 || !Fill()) return 0;
        var length = Math.Min(count, _line.Length - _position);
        _line.CopyTo(_position, buffer, index, length);
        _position += length;
        return length;
    }

    public override string? ReadLine()
    {
        if (_position == _line.Length) return source.Ask(string.Empty, isPassword: false);
        var rest = _line[_position..].TrimEnd('\n');
        _position = _line.Length;
        return rest;
    }

    private bool Fill()
    {
        if (_position < _line.Length) return true;
        if (source.Ask(string.Empty, isPassword: false) is not { } answer) return false;
        (_line, _position) = (answer + "\n", 0);
        return true;
    }
}
