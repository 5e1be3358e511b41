using Workbench.Notebooks.Jupyter;

// The installed kernel: small, so that it starts fast, and without any library that notebooks bring along themselves.
const int Failed = 1, WrongArguments = 2;
string? connection = null;
var insecure = false;
for (var i = 0; i < args.Length; i++)
{
    if (args[i] is "--connection-file" or "-f" && i + 1 < args.Length) connection = args[++i];
    else if (args[i] == "--insecure") insecure = true;
    else return Complain($"unknown argument {args[i]}. Usage: workbench-kernel [--connection-file FILE] [--insecure]", WrongArguments);
}
try
{
    await KernelProcess.RunAsync(connection, new KernelOptions { Insecure = insecure });
    return 0;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
{
    return Complain(e.Message, Failed);
}

static int Complain(string message, int code)
{
    Console.Error.WriteLine("workbench-kernel: " + message);
    return code;
}
