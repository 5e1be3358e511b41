using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Trilinear reading of planes and its adjoint on raw memory.</summary>
/// <remarks>A point has at most 8 voxels a plane; those outside weigh nothing and are left out. Voxel coordinate ((g + 1)·n − 1)/2 (align_corners = false).</remarks>
/// <typeparam name="T">Register width; divides the features.</typeparam>
internal static unsafe class TriGridGatherKernel<T>
    where T : unmanaged, ILanes<T>
{
    private const int MaxVoxels = 64;

    /// <summary>features[i] = mean over planes of the voxels around points[i].</summary>
    /// <param name="layout">Order of the planes.</param>
    /// <param name="planes">[H, W, P, D, C]</param>
    /// <param name="points">[M, 3], world units.</param>
    /// <param name="features">[M, C]</param>
    /// <param name="first">First point.</param>
    /// <param name="end">Behind the last point.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(GatheredPlanes layout, float* planes, float* points, float* features, int first, int end)
    {
        unchecked
        {
            var offsets = stackalloc int[MaxVoxels];
            var weights = stackalloc float[MaxVoxels];
            var width = layout.Features;
            for (var i = first; i < end; i++)
            {
                var count = Voxels(layout, points + 3L * i, offsets, weights);
                var target = features + (long)i * width;
                for (var c = 0; c < width; c += T.Count)
                {
                    var (even, odd) = (T.Fill(0), T.Fill(0));
                    var k = 0;
                    for (; k + 1 < count; k += 2)
                    {
                        even = T.MultiplyAdd(T.Load(planes + offsets[k] + c), T.Fill(weights[k]), even);
                        odd = T.MultiplyAdd(T.Load(planes + offsets[k + 1] + c), T.Fill(weights[k + 1]), odd);
                    }
                    if (k < count)
                        even = T.MultiplyAdd(T.Load(planes + offsets[k] + c), T.Fill(weights[k]), even);
                    (even + odd).Store(target + c);
                }
            }
        }
    }

    /// <summary>The adjoint: adds every point's feature gradients to the voxels around it.</summary>
    /// <inheritdoc cref="Read"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(GatheredPlanes layout, float* planes, float* points, float* features, int first, int end)
    {
        unchecked
        {
            var offsets = stackalloc int[MaxVoxels];
            var weights = stackalloc float[MaxVoxels];
            var width = layout.Features;
            for (var i = first; i < end; i++)
            {
                var count = Voxels(layout, points + 3L * i, offsets, weights);
                var source = features + (long)i * width;
                for (var c = 0; c < width; c += T.Count)
                {
                    var value = T.Load(source + c);
                    for (var k = 0; k < count; k++)
                    {
                        var voxel = planes + offsets[k] + c;
                        T.MultiplyAdd(value, T.Fill(weights[k]), T.Load(voxel)).Store(voxel);
                    }
                }
            }
        }
    }

    // Offsets and weights of the voxels around a point, all planes one after the other; returns their number.
    private static int Voxels(GatheredPlanes layout, float* point, int* offsets, float* weights)
    {
        unchecked
        {
            var count = 0;
            var share = 1f / layout.Planes;
            var padded = stackalloc float[4] { point[0], point[1], point[2], 0 };
            var slice = layout.Features;
            for (var plane = 0; plane < layout.Planes; plane++)
            {
                var a = ((padded[layout.Axes[3 * plane]] * layout.Scale + 1) * layout.Width - 1) / 2;
                var b = ((padded[layout.Axes[3 * plane + 1]] * layout.Scale + 1) * layout.Height - 1) / 2;
                var c = ((padded[layout.Axes[3 * plane + 2]] * layout.Scale + 1) * layout.Slices - 1) / 2;
                if (!(a > -1 && a < layout.Width && b > -1 && b < layout.Height && c > -1 && c < layout.Slices))
                    continue; // also for NaN
                var (x, y, z) = ((int)MathF.Floor(a), (int)MathF.Floor(b), (int)MathF.Floor(c));
                var (fx, fy, fz) = (a - x, b - y, c - z);
                for (var row = 0; row < 2; row++)
                {
                    if ((uint)(y + row) >= (uint)layout.Height)
                        continue;
                    var weightY = share * (row == 0 ? 1 - fy : fy);
                    for (var column = 0; column < 2; column++)
                    {
                        if ((uint)(x + column) >= (uint)layout.Width)
                            continue;
                        var weight = weightY * (column == 0 ? 1 - fx : fx);
                        var offset = ((y + row) * layout.Width + x + column) * layout.Texel + (plane * layout.Slices + z) * slice;
                        if (z >= 0)
                        {
                            offsets[count] = offset;
                            weights[count++] = weight * (1 - fz);
                        }
                        if (z + 1 < layout.Slices)
                        {
                            offsets[count] = offset + slice;
                            weights[count++] = weight * fz;
                        }
                    }
                }
            }
            return count;
        }
    }
}
