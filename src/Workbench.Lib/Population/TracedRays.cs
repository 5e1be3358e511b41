using Workbench.Ops;

namespace Workbench.Population;

/// <summary>What rays meet on procedural heads: the exact truth, float32 on the CPU.</summary>
/// <param name="Colours">Colour where a ray hits, 0…1, [N, R, 3]; 0 for a miss.</param>
/// <param name="Hits">1 for a hit, 0 for a miss, [N, R, 1]: the opacity.</param>
/// <param name="Distances">[N, R, 1], along the unit ray, world units: to the surface for a hit; for a miss to the place where the ray comes nearest to the surface.</param>
/// <param name="Clearances">[N, R, 1]: how near a missing ray comes to the surface, 0 for a hit; found from steps of that length, so a second place that is nearer by less than a tenth may be missed. Infinite for rays that never enter the generator's box; their distance is that of the place nearest to its middle.</param>
/// <param name="Normals">Unit outward normals of hits, [N, R, 3]; 0 for a miss.</param>
/// <param name="Parts">Class of the 19-class face parser (<see cref="HeadPart"/>), bytes, [N, R].</param>
public sealed record TracedRays(Tensor Colours, Tensor Hits, Tensor Distances, Tensor Clearances, Tensor Normals, Tensor Parts) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Colours, Hits, Distances, Clearances, Normals, Parts];
}

/// <summary>The surface of a head at points, float32 on the CPU.</summary>
/// <param name="Points">World units, [M, 3].</param>
/// <param name="Normals">Unit outward normals, [M, 3].</param>
/// <param name="Colours">0…1, [M, 3].</param>
/// <param name="Parts">Class of the 19-class face parser (<see cref="HeadPart"/>), bytes, [M].</param>
public sealed record HeadSurface(Tensor Points, Tensor Normals, Tensor Colours, Tensor Parts) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Points, Normals, Colours, Parts];
}
