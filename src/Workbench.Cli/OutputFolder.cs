namespace Workbench.Cli;

/// <summary>The folder that <c>--output</c> names, made before the work begins: what cannot be written should not be computed first.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder unless it is there.</summary>
    /// <exception cref="IOException">It cannot be made or written to; the message says why and what to do.</exception>
    public static void Create(string folder)
    {
        if (File.Exists(folder))
            throw new IOException($"--output: '{folder}' is a file. Name a folder.");
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--output: the folder '{folder}' cannot be written to ({error.Message}) Name another one.", error);
        }
    }
}
