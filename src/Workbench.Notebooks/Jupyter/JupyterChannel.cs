namespace Workbench.Notebooks.Jupyter;

/// <summary>The sockets of a kernel that carry messages.</summary>
internal enum JupyterChannel
{
    /// <summary>Requests about code, in order.</summary>
    Shell,

    /// <summary>Interrupt and shutdown; answered while a cell runs.</summary>
    Control,

    /// <summary>Questions of the kernel to the person at the front end.</summary>
    Stdin,

    /// <summary>Outputs and status for all front ends.</summary>
    Iopub,
}
