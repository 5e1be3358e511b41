using System.Globalization;
using System.Numerics;
using System.Text;
using Workbench.Weights;

namespace Workbench.Geometry;

/// <summary>Writes meshes as Wavefront OBJ text: <c>v x y z</c> (with <c>r g b</c> where there are colours, the widely read extension), <c>vn</c>, <c>f</c>.</summary>
public static class ObjWriter
{
    /// <summary>Writes a file, which appears complete or not at all. Numbers are written so that they read back exactly.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="mesh">Any mesh.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Mesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
            for (var i = 0; i < mesh.Vertices.Length; i++)
                writer.WriteLine("v " + Text(mesh.Vertices[i]) + (mesh.Colours.Length > 0 ? " " + Text(mesh.Colours[i]) : ""));
            foreach (var normal in mesh.Normals)
                writer.WriteLine("vn " + Text(normal));
            for (var i = 0; i < mesh.Triangles.Length; i += 3)
                writer.WriteLine($"f {Corner(i)} {Corner(i + 1)} {Corner(i + 2)}");
        });

        // OBJ counts from 1.
        string Corner(int i)
        {
            var number = (mesh.Triangles[i] + 1L).ToString(CultureInfo.InvariantCulture);
            return mesh.Normals.Length > 0 ? number + "//" + number : number;
        }
    }

    private static string Text(Vector3 v) => string.Create(CultureInfo.InvariantCulture, $"{v.X:R} {v.Y:R} {v.Z:R}");
}
