using Workbench.Weights;

namespace Workbench.Data;

/// <summary>The files of a folder or a zip archive by their names with forward slashes.</summary>
internal abstract class FileTree(string path) : IDisposable
{
    private const int LargestFile = 256 << 20;

    public string Path { get; } = path;

    /// <summary>Sorted, ordinal.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <exception cref="DatasetException">The path is neither a folder nor a readable archive.</exception>
    public static FileTree Open(string path)
    {
        if (Directory.Exists(path))
            return new FolderTree(path);
        if (!File.Exists(path))
            throw new DatasetException(path, ["there is no such folder or archive."]);
        try
        {
            return FileBytes.Open(path, source => new ZipTree(path, source));
        }
        catch (CheckpointFormatException error)
        {
            throw new DatasetException(path, ["this is neither a folder nor a zip archive that can be read: " + error.Message], error);
        }
    }

    public abstract bool Contains(string name);

    public byte[] Read(string name)
    {
        try
        {
            return ReadFile(name);
        }
        catch (CheckpointFormatException error)
        {
            throw new DatasetException(Path, [$"'{name}' cannot be unpacked: {error.Message}"], error);
        }
    }

    public virtual void Dispose()
    {
    }

    protected abstract byte[] ReadFile(string name);

    protected void CheckLength(string name, long length)
    {
        if (length > LargestFile)
            throw new DatasetException(Path, [$"'{name}' has {length} bytes; images end at {LargestFile}."]);
    }

    private sealed class FolderTree : FileTree
    {
        private readonly HashSet<string> _known;

        public FolderTree(string path)
            : base(path)
        {
            // Links are not followed, so that a set cannot lead out of its folder.
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
            var names = Directory.EnumerateFiles(path, "*", options).Select(file => System.IO.Path.GetRelativePath(path, file).Replace(System.IO.Path.DirectorySeparatorChar, '/')).ToArray();
            Array.Sort(names, StringComparer.Ordinal);
            Names = names;
            _known = new HashSet<string>(names, StringComparer.Ordinal);
        }

        public override IReadOnlyList<string> Names { get; }

        public override bool Contains(string name) => _known.Contains(name);

        protected override byte[] ReadFile(string name)
        {
            var file = System.IO.Path.Combine(Path, name);
            CheckLength(name, new FileInfo(file).Length);
            return File.ReadAllBytes(file);
        }
    }

    private sealed class ZipTree : FileTree
    {
        private readonly ByteSource _source;
        private readonly OrderedDictionary<string, ZipEntry> _entries;

        public ZipTree(string path, ByteSource source)
            : base(path)
        {
            _source = source;
            _entries = ZipDirectory.Read(source.Whole);
            Names = [.. _entries.Keys.Where(name => !name.EndsWith('/')).Order(StringComparer.Ordinal)];
        }

        public override IReadOnlyList<string> Names { get; }

        public override bool Contains(string name) => _entries.ContainsKey(name);

        public override void Dispose() => _source.Dispose();

        protected override byte[] ReadFile(string name)
        {
            var entry = _entries[name] with { }; // a copy, whose expanded bytes go with it
            CheckLength(name, entry.Size);
            return entry.Content.ToArray(name);
        }
    }
}
