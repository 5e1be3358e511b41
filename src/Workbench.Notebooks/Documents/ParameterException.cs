namespace Workbench.Notebooks.Documents;

/// <summary>A parameter does not fit the notebook.</summary>
public sealed class ParameterException : Exception
{
    internal ParameterException(string message)
        : base(message)
    {
    }
}
