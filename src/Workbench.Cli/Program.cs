using System.CommandLine;
using Workbench.Cli;
using Workbench.Cli.Verbs;

var root = new RootCommand("Workbench: 3-D head GANs from the command line. Notebooks: workbench run, workbench lab.")
{
    RunVerb.Create(),
    CleanVerb.Create(),
    LabVerb.Create(),
    KernelVerb.Create(),
    RenderVerb.Create(),
    ViewVerb.Create(),
    MeshVerb.Create(),
    PrepareVerb.Create(),
    InvertVerb.Create(),
    TransferVerb.Create(),
    TrainVerb.Create(),
    EvalVerb.Create(),
    InspectVerb.Create(),
    ConvertVerb.Create(),
    ExportVerb.Create(),
    DoctorVerb.Create(),
};
// Ctrl+C cancels: a cancelled verb still writes what it has, a training first finishes its step. A second Ctrl+C ends at once, except where one belongs to cells or to Jupyter.
using var signals = new Signals(args is ["kernel" or "lab", ..] ? null : Failures.Cancelled);
var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
return await Failures.Report(() => root.Parse(args).InvokeAsync(invocation, signals.Token));
