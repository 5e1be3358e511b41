namespace Workbench.Geometry;

/// <summary>Mesh files by their ending: .glb, .ply or .obj.</summary>
public static class MeshFile
{
    /// <summary>Whether an ending is a mesh format.</summary>
    public static bool Knows(string path) => Writer(path) is not null;

    /// <summary>Writes a mesh; the file is complete or absent.</summary>
    /// <param name="path">Target, ending in .glb, .ply or .obj.</param>
    /// <param name="mesh">The mesh.</param>
    /// <exception cref="ArgumentException">Another ending, or an empty mesh.</exception>
    public static void Write(string path, Mesh mesh)
    {
        var write = Writer(path) ?? throw new ArgumentException($"'{Path.GetExtension(path)}' is no mesh format; use .glb, .ply or .obj.", nameof(path));
        if (mesh.TriangleCount == 0)
            throw new ArgumentException($"The mesh is empty. {mesh.Note}", nameof(mesh));
        write(path, mesh);
    }

    private static Action<string, Mesh>? Writer(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".glb" => GlbWriter.Write,
        ".ply" => (target, mesh) => PlyWriter.Write(target, mesh),
        ".obj" => ObjWriter.Write,
        _ => null,
    };
}
