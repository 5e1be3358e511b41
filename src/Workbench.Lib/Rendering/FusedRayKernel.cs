using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Renders one ray after the other with everything in registers and one small scratch; every thread owns one.</summary>
/// <remarks>
/// Coarse samples, importance distribution, fine samples, merge, composite: the same formulas as the libtorch path, without its intermediate tensors.
/// Two savings are exact up to rounding: cropped samples are read only if a weight reaches them (their density is −1000 whatever the planes say),
/// and without an output activation the second decoder layer is applied once a ray, to the weighted sum of hidden values.
/// </remarks>
internal sealed unsafe partial class FusedRayKernel<T> : IDisposable
    where T : unmanaged, ILanes<T>
{
    private const float Empty = -1000;
    private const int Tile = 4;

    private readonly FusedScene _scene;
    private readonly NativeScratch _scratch = new();

    // Per sample slot; coarse samples first, then fine ones in ascending order.
    private readonly float* _depth, _density, _hidden;
    private readonly byte* _skipped;

    // In ascending order of depth.
    private readonly int* _order;
    private readonly float* _sortedDepth, _sortedDensity, _weight;

    // Of one pass: active slots and where they lie on the planes.
    private readonly int* _active;
    private readonly Texel* _texels;

    private readonly float* _features, _cumulative, _sum, _colours;

    // Of the current ray.
    private float* _origin, _direction, _grid;

    public FusedRayKernel(in FusedScene scene)
    {
        _scene = scene;
        var samples = scene.Samples;
        var padded = samples + 2 * T.Count; // registers may reach past the end
        var pass = Math.Max(scene.CoarseSamples, scene.FineSamples) + Tile;
        _depth = _scratch.Allocate<float>(padded);
        _density = _scratch.Allocate<float>(padded);
        _hidden = _scratch.Allocate<float>((long)samples * scene.Hidden);
        _skipped = _scratch.Allocate<byte>(samples);
        _order = _scratch.Allocate<int>(samples);
        _sortedDepth = _scratch.Allocate<float>(padded);
        _sortedDensity = _scratch.Allocate<float>(padded);
        _weight = _scratch.Allocate<float>(padded);
        _active = _scratch.Allocate<int>(pass);
        _texels = _scratch.Allocate<Texel>((long)pass * scene.Planes);
        _features = _scratch.Allocate<float>((long)Tile * scene.Features);
        _cumulative = _scratch.Allocate<float>(padded);
        _sum = _scratch.Allocate<float>(scene.Hidden);
        _colours = _scratch.Allocate<float>((Tile + 1L) * scene.PaddedColours);
    }

    /// <summary>Smallest and largest depth of all rays so far.</summary>
    public float Nearest { get; private set; } = float.PositiveInfinity;

    /// <inheritdoc cref="Nearest"/>
    public float Farthest { get; private set; } = float.NegativeInfinity;

    /// <summary>Frees the scratch.</summary>
    public void Dispose() => _scratch.Dispose();

    /// <summary>Renders one ray.</summary>
    /// <param name="ray">Index among all rays of all heads.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Render(long ray)
    {
        unchecked
        {
            var (coarse, fine) = (_scene.CoarseSamples, _scene.FineSamples);
            var head = ray / _scene.RaysPerHead;
            _grid = _scene.Grid + head * _scene.Planes * _scene.Height * _scene.Width * _scene.Depth * _scene.Features;
            _origin = _scene.Origins + 3 * ray;
            _direction = _scene.Directions + 3 * ray;
            Buffer.MemoryCopy(_scene.Coarse + ray * coarse, _depth, coarse * sizeof(float), coarse * sizeof(float));
            Evaluate(0, coarse);
            for (var i = 0; i < coarse; i++)
                (_order[i], _sortedDepth[i], _sortedDensity[i]) = (i, _depth[i], _density[i]);
            if (fine > 0)
            {
                Weigh(coarse);
                DrawFine(ray);
                Evaluate(coarse, fine);
                Merge();
            }
            Composite(ray);
        }
    }

    // Brings coarse and fine samples into one ascending order. Coarse depths ascend except where a ray's limits are reversed.
    private void Merge()
    {
        unchecked
        {
            var (coarse, samples) = (_scene.CoarseSamples, _scene.Samples);
            for (var i = 1; i < coarse; i++)
            {
                var slot = _order[i];
                var depth = _depth[slot];
                var place = i;
                for (; place > 0 && _depth[_order[place - 1]] > depth; place--)
                    _order[place] = _order[place - 1];
                _order[place] = slot;
            }
            // From the back, so that the coarse order can be read from the array that is written.
            var (left, right) = (coarse - 1, samples - 1);
            for (var place = samples - 1; right >= coarse; place--)
                _order[place] = left >= 0 && _depth[_order[left]] > _depth[right] ? _order[left--] : right--;
            for (var i = 0; i < samples; i++)
            {
                var slot = _order[i];
                (_sortedDepth[i], _sortedDensity[i]) = (_depth[slot], _density[slot]);
            }
        }
    }
}
