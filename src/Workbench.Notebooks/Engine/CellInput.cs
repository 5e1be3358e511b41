using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Engine;

/// <summary>Standard input of cells: the front end's, or none, where asking fails at once instead of waiting for a terminal nobody watches.</summary>
internal sealed class CellInput(TextReader real) : TextReader
{
    public override int Peek() => Real().Peek();

    public override int Read() => Real().Read();

    public override int Read(char[] buffer, int index, int count) => Real().Read(buffer, index, count);

    public override string? ReadLine() => Real().ReadLine();

    public override string ReadToEnd() => Real().ReadToEnd();

    private TextReader Real() => CellContext.Current switch
    {
        null => real,
        { Sink: IInputSource source } => source.Input,
        _ => throw new InvalidOperationException("Cells cannot read from the console here; make the value a parameter of the notebook."),
    };
}
