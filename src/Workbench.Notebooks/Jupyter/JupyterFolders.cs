namespace Workbench.Notebooks.Jupyter;

/// <summary>The folders where Jupyter looks for things of the current user.</summary>
public static class JupyterFolders
{
    /// <summary>Kernelspecs and other data: <c>JUPYTER_DATA_DIR</c>, or the default of the system.</summary>
    public static string Data
    {
        get
        {
            if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } configured) return configured;
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (OperatingSystem.IsWindows()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
            if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter");
            return Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data ? Path.Combine(data, "jupyter") : Path.Combine(home, ".local", "share", "jupyter");
        }
    }

    /// <summary>Connection files: <c>JUPYTER_RUNTIME_DIR</c>, or the folder <c>runtime</c> of the data folder.</summary>
    public static string Runtime => Environment.GetEnvironmentVariable("JUPYTER_RUNTIME_DIR") is { Length: > 0 } configured ? configured : Path.Combine(Data, "runtime");
}
