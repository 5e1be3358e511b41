using Workbench.Display;

namespace Workbench.Tests.Display;

/// <summary>Pictures that tests draw.</summary>
internal static class Samples
{
    /// <summary>Every pixel differs from its neighbours: red grows to the right, green downwards, blue tells the seed.</summary>
    public static Picture Gradient(int width, int height, int seed = 0)
    {
        var picture = new Picture(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                picture[x, y] = new Colour((byte)(x * 255 / Math.Max(1, width - 1)), (byte)(y * 255 / Math.Max(1, height - 1)), (byte)(seed * 40 % 256));
        return picture;
    }

    /// <summary>A folder that disappears with the test.</summary>
    public static TemporaryFolder Folder() => new();

    internal sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workbench-display-");

        public string this[string name] => Path.Combine(_folder.FullName, name);

        public string[] Files => [.. _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Name)];

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
