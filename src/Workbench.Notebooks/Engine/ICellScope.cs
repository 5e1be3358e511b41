namespace Workbench.Notebooks.Engine;

/// <summary>A hook around the code of every cell, for example to release what only temporaries held.</summary>
public interface ICellScope
{
    /// <summary>Called on the cell's thread before its code runs.</summary>
    void Begin();

    /// <summary>Called on the cell's thread after its code ended and its value was shown, also after an error.</summary>
    void End();
}
