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
    TrainVerb.Create(),
    InspectVerb.Create(),
    ConvertVerb.Create(),
    ExportVerb.Create(),
    DoctorVerb.Create(),
};
// Ctrl+C cancels; a cancelled verb still writes what it has. A training first finishes its step, which may be a long one.
var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(args is ["train", ..] ? 30 : 1) };
return await Failures.Report(() => root.Parse(args).InvokeAsync(invocation));
