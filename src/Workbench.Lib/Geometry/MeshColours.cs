using System.Numerics;

namespace Workbench.Geometry;

/// <summary>Colours at the vertices of a mesh, asked of a field.</summary>
public static class MeshColours
{
    /// <summary>The mesh with the colour that a field has at each vertex.</summary>
    /// <param name="mesh">A mesh in the field's units.</param>
    /// <param name="colour">Display (sRGB) colours of points, [M, 3] → [M, 3], 0…1; values beyond are clipped. Called without gradients.</param>
    /// <param name="evaluation">Memory, device, progress and cancellation; null for the defaults.</param>
    /// <exception cref="InvalidDataException">A colour is not a number; the message names the place.</exception>
    public static Mesh WithColours(this Mesh mesh, Func<Tensor, Tensor> colour, FieldEvaluation? evaluation = null)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(colour);
        evaluation ??= new FieldEvaluation();
        var vertices = mesh.Vertices;
        var colours = new Vector3[vertices.Length];
        var chunk = (int)Math.Min(evaluation.ChunkSize, Math.Max(vertices.Length, 1));
        for (var first = 0; first < vertices.Length; first += chunk)
        {
            var part = vertices.Slice(first, Math.Min(chunk, vertices.Length - first));
            var points = System.Runtime.InteropServices.MemoryMarshal.Cast<Vector3, float>(part).ToArray();
            var values = new float[points.Length];
            evaluation.Evaluate(batch => colour(batch[0]).unsqueeze(0), points, 3, values);
            for (var i = 0; i < part.Length; i++)
            {
                var value = new Vector3(values[3 * i], values[3 * i + 1], values[3 * i + 2]);
                if (float.IsNaN(value.X + value.Y + value.Z))
                    throw new InvalidDataException($"The colour at {part[i]} is not a number.");
                colours[first + i] = Vector3.Clamp(value, Vector3.Zero, Vector3.One);
            }
            evaluation.Progress?.Report((double)(first + part.Length) / vertices.Length);
        }
        return mesh.WithColours(colours);
    }
}
