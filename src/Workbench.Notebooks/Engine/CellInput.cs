namespace Workbench.Notebooks.Engine;

/// <summary>Standard input of cells: asks the front end line by line; where there is nobody to ask, reading fails at once instead of waiting for a terminal nobody watches.</summary>
internal sealed class CellInput(TextReader real) : TextReader
{
    public override int Peek() => CellContext.Current is { } cell ? Rest(cell)[0] : real.Peek();

    public override int Read()
    {
        if (CellContext.Current is not { } cell) return real.Read();
        var rest = Rest(cell);
        cell.UnreadInput = rest[1..];
        return rest[0];
    }

    public override int Read(char[] buffer, int index, int count)
    {
        if (CellContext.Current is not { } cell) return real.Read(buffer, index, count);
        if (count == 0) return 0;
        var rest = Rest(cell);
        var taken = Math.Min(count, rest.Length);
        rest.CopyTo(0, buffer, index, taken);
        cell.UnreadInput = rest[taken..];
        return taken;
    }

    public override string? ReadLine()
    {
        if (CellContext.Current is not { } cell) return real.ReadLine();
        var rest = Rest(cell);
        cell.UnreadInput = string.Empty;
        return rest.TrimEnd('\n');
    }

    public override string ReadToEnd() => CellContext.Current is null
        ? real.ReadToEnd()
        : throw new InvalidOperationException("The input of a cell has no end; read it line by line.");

    // what is left of the last answer, or a new one; never empty
    private static string Rest(CellContext cell) => cell.UnreadInput.Length > 0 ? cell.UnreadInput : cell.Ask(string.Empty, isPassword: false) + "\n";
}
