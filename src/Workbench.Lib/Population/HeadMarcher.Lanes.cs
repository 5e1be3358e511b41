using System.Numerics;
using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Population;

/// <summary>The marcher for one width of registers.</summary>
internal sealed unsafe class HeadMarcher<T> : HeadMarcher
    where T : unmanaged, ILanes<T>
{
    private const float Near = 2e-4f; // a ray this near has hit; two more steps bring it to the surface
    private const float Step = 0.92f; // of the distance; the field is steeper than 1 in places
    private const float Wide = 0.02f; // while a nearest approach is looked for, steps beyond this distance are halved, so that few places are passed over
    private const float Grazing = 4e-4f; // smallest step
    private const float Widest = 0.38f; // of the box: heads stay inside |x|, |z|
    private const int MostSteps = 800; // only rays along a surface take more than a hundred
    private const float NormalReach = 1.2e-3f; // half the edge of the tetrahedron of differences

    private readonly PointBlock _points = new();
    private readonly NativeScratch _scratch = new();
    private readonly float* _t;
    private readonly float* _begin;
    private readonly float* _end;
    private readonly float* _best;
    private readonly float* _bestT;
    private readonly int* _active;
    private readonly int* _hits;
    private readonly float* _gradients;
    private readonly float* _open;

    public HeadMarcher()
    {
        const int Size = PointBlock.Capacity + 16;
        _t = _scratch.Allocate<float>(Size);
        _begin = _scratch.Allocate<float>(Size);
        _end = _scratch.Allocate<float>(Size);
        _best = _scratch.Allocate<float>(Size);
        _bestT = _scratch.Allocate<float>(Size);
        _active = _scratch.Allocate<int>(Size);
        _hits = _scratch.Allocate<int>(Size);
        _gradients = _scratch.Allocate<float>(3 * Size);
        _open = _scratch.Allocate<float>(Size);
    }

    public override void Dispose()
    {
        _points.Dispose();
        _scratch.Dispose();
    }

    public override void Trace(HeadModel model, RayBlock rays, int count, MarchOutputs outputs)
    {
        unchecked
        {
            var nearest = outputs.HasFlag(MarchOutputs.Nearest);
            for (var i = 0; i < count; i++)
            {
                rays.OriginX[i] *= 1 / ModelScale;
                rays.OriginY[i] *= 1 / ModelScale;
                rays.OriginZ[i] *= 1 / ModelScale;
            }
            var active = Enter(model.Shape, rays, count, nearest);
            var hits = 0;
            for (var step = 0; active > 0; step++)
            {
                for (var i = 0; i < active; i++)
                    Place(rays, i, _active[i], _t[_active[i]]);
                HeadKernel<T>.Evaluate(model.Shape, _points, active);
                var kept = 0;
                for (var i = 0; i < active; i++)
                {
                    var (ray, d) = (_active[i], _points.Distance[i]);
                    var t = _t[ray];
                    if (d < _best[ray])
                        (_best[ray], _bestT[ray]) = (d, t);
                    if (d < Near || (step == MostSteps && d < 4 * Near))
                    {
                        _hits[hits++] = ray;
                        continue;
                    }
                    _t[ray] = t += Math.Max((nearest && d > Wide ? Step / 2 : Step) * d, Grazing);
                    if (t < _end[ray] && step < MostSteps)
                        _active[kept++] = ray;
                }
                active = kept;
            }
            Touch(model.Shape, rays, hits);
            if (nearest)
                Approach(model.Shape, rays, count);
            if (outputs.HasFlag(MarchOutputs.Surface))
                Shade(model, rays, hits);
            for (var i = 0; i < count; i++)
            {
                rays.Distance[i] *= ModelScale;
                rays.Clearance[i] *= ModelScale;
            }
        }
    }

    public override void Distances(HeadModel model, ReadOnlySpan<float> points, Span<float> distances)
    {
        for (var start = 0; start < distances.Length; start += PointBlock.Capacity)
        {
            var count = Math.Min(PointBlock.Capacity, distances.Length - start);
            Load(points.Slice(3 * start, 3 * count), count);
            HeadKernel<T>.Evaluate(model.Shape, _points, count);
            for (var i = 0; i < count; i++)
                distances[start + i] = _points.Distance[i] * ModelScale;
        }
    }

    public override void Surface(HeadModel model, RayBlock results, ReadOnlySpan<float> points)
    {
        var count = points.Length / 3;
        // Rays of no length that stand at the points.
        for (var i = 0; i < count; i++)
        {
            (results.OriginX[i], results.OriginY[i], results.OriginZ[i]) = (points[3 * i] / ModelScale, points[3 * i + 1] / ModelScale, points[3 * i + 2] / ModelScale);
            (results.DirectionX[i], results.DirectionY[i], results.DirectionZ[i]) = (0, 0, 0);
            _hits[i] = i;
            results.Distance[i] = 0;
        }
        Shade(model, results, count);
    }

    /// <summary>Clears results and finds the rays that enter the box, with the lengths between which they are inside.</summary>
    private int Enter(HeadShape shape, RayBlock rays, int count, bool nearest)
    {
        unchecked
        {
            var active = 0;
            // Without the nearest approach a ray that stays above the head or beside the shoulders need not be followed.
            var low = nearest ? new Vector3(-HalfBox / ModelScale) : new Vector3(-Widest / ModelScale, HeadShape.BustBottom - 0.01f, -Widest / ModelScale);
            var high = nearest ? new Vector3(HalfBox / ModelScale) : new Vector3(Widest / ModelScale, shape.Top, 0.25f);
            for (var i = 0; i < count; i++)
            {
                var origin = new Vector3(rays.OriginX[i], rays.OriginY[i], rays.OriginZ[i]);
                var direction = new Vector3(rays.DirectionX[i], rays.DirectionY[i], rays.DirectionZ[i]);
                var (one, two) = ((low - origin) / direction, (high - origin) / direction);
                var (near, far) = (Vector3.Min(one, two), Vector3.Max(one, two));
                var enter = Math.Max(Math.Max(near.X, near.Y), Math.Max(near.Z, 0));
                var leave = Math.Min(Math.Min(far.X, far.Y), far.Z);
                rays.Hit[i] = false;
                rays.Part[i] = HeadPart.Background;
                (rays.Red[i], rays.Green[i], rays.Blue[i]) = (0, 0, 0);
                (rays.NormalX[i], rays.NormalY[i], rays.NormalZ[i]) = (0, 0, 0);
                rays.Distance[i] = Math.Max(0, -Vector3.Dot(origin, direction)); // nearest to the middle of the box
                rays.Clearance[i] = float.PositiveInfinity;
                _best[i] = float.PositiveInfinity;
                if (!(enter < leave)) // also refuses NaN
                    continue;
                (_t[i], _begin[i], _end[i], _bestT[i]) = (enter, enter, leave, enter);
                _active[active++] = i;
            }
            return active;
        }
    }

    /// <summary>Brings hits to the surface by steps of the distance itself, forward or back.</summary>
    private void Touch(HeadShape shape, RayBlock rays, int hits)
    {
        unchecked
        {
            for (var step = 0; step < 3; step++)
            {
                for (var i = 0; i < hits; i++)
                    Place(rays, i, _hits[i], _t[_hits[i]]);
                HeadKernel<T>.Evaluate(shape, _points, hits);
                for (var i = 0; i < hits; i++)
                {
                    _t[_hits[i]] += _points.Distance[i];
                    _open[i] = Math.Abs(_points.Distance[i]);
                }
            }
            // Where the field is steeper than 1 a step may have gone through the surface; those need a few more, shorter ones.
            for (var step = 0; step < 10; step++)
            {
                var left = 0;
                for (var i = 0; i < hits; i++)
                    if (_open[i] > 1e-4f)
                    {
                        _active[left] = i;
                        Place(rays, left++, _hits[i], _t[_hits[i]]);
                    }
                if (left == 0)
                    break;
                HeadKernel<T>.Evaluate(shape, _points, left);
                for (var k = 0; k < left; k++)
                {
                    _t[_hits[_active[k]]] += 0.6f * _points.Distance[k];
                    _open[_active[k]] = Math.Abs(_points.Distance[k]);
                }
            }
            for (var i = 0; i < hits; i++)
            {
                var ray = _hits[i];
                rays.Hit[ray] = true;
                rays.Distance[ray] = _t[ray];
                rays.Clearance[ray] = 0;
            }
        }
    }

    /// <summary>Narrows the nearest approach of rays that missed: four rounds of four places about the best so far.</summary>
    private void Approach(HeadShape shape, RayBlock rays, int count)
    {
        unchecked
        {
            const int Places = 4;
            const int Batch = PointBlock.Capacity / Places;
            var missed = 0;
            for (var i = 0; i < count; i++)
                if (!rays.Hit[i] && float.IsFinite(_best[i]))
                {
                    _active[missed++] = i;
                    _t[i] = Math.Max(_best[i], 0.002f); // steps about the best place were as long as the distance there
                }
            for (var round = 0; round < 4; round++)
                for (var start = 0; start < missed; start += Batch)
                {
                    var size = Math.Min(Batch, missed - start);
                    for (var i = 0; i < size; i++)
                        for (var k = 0; k < Places; k++)
                        {
                            var ray = _active[start + i];
                            Place(rays, Places * i + k, ray, Probe(ray, _bestT[ray], k));
                        }
                    HeadKernel<T>.Evaluate(shape, _points, Places * size);
                    for (var i = 0; i < size; i++)
                    {
                        var ray = _active[start + i];
                        var middle = _bestT[ray];
                        for (var k = 0; k < Places; k++)
                            if (_points.Distance[Places * i + k] < _best[ray])
                                (_best[ray], _bestT[ray]) = (_points.Distance[Places * i + k], Probe(ray, middle, k));
                        _t[ray] *= 0.4f;
                    }
                }
            for (var i = 0; i < missed; i++)
            {
                var ray = _active[i];
                rays.Distance[ray] = _bestT[ray];
                rays.Clearance[ray] = Math.Max(0, _best[ray]);
            }
        }
    }

    // A place about the best so far, inside the box.
    private float Probe(int ray, float middle, int k) => Math.Clamp(middle + _t[ray] * Offsets[k], _begin[ray], _end[ray]);

    private static ReadOnlySpan<float> Offsets => [-1, -0.5f, 0.5f, 1];

    /// <summary>Colour, part and normal of hits, whose places are origin + distance · direction.</summary>
    private void Shade(HeadModel model, RayBlock rays, int hits)
    {
        unchecked
        {
            var shape = model.Shape;
            // Differences over the corners of a tetrahedron.
            new Span<float>(_gradients, 3 * hits).Clear();
            for (var corner = 0; corner < 4; corner++)
            {
                var side = new Vector3(corner is 0 or 3 ? 1 : -1, corner is 2 or 3 ? 1 : -1, corner is 1 or 3 ? 1 : -1);
                PlaceHits(rays, hits, NormalReach * side, 0);
                HeadKernel<T>.Evaluate(shape, _points, hits);
                for (var i = 0; i < hits; i++)
                {
                    _gradients[3 * i] += side.X * _points.Distance[i];
                    _gradients[3 * i + 1] += side.Y * _points.Distance[i];
                    _gradients[3 * i + 2] += side.Z * _points.Distance[i];
                }
            }
            for (var i = 0; i < hits; i++)
            {
                var gradient = new Vector3(_gradients[3 * i], _gradients[3 * i + 1], _gradients[3 * i + 2]);
                var length = gradient.Length();
                gradient = length > 1e-12f ? gradient / length : Vector3.UnitY;
                (_gradients[3 * i], _gradients[3 * i + 1], _gradients[3 * i + 2]) = (gradient.X, gradient.Y, gradient.Z);
                _open[i] = 1;
            }
            // How open the surface is to the sky: distance to the rest of the head at two heights above it.
            foreach (var (height, weight) in ((float, float)[])[(0.02f, 0.5f), (0.055f, 0.5f)])
            {
                PlaceHits(rays, hits, default, height);
                HeadKernel<T>.Evaluate(shape, _points, hits);
                for (var i = 0; i < hits; i++)
                    _open[i] -= weight * Math.Clamp(1 - _points.Distance[i] / (0.85f * height), 0, 1);
            }
            PlaceHits(rays, hits, default, 0);
            var worn = shape.Wears;
            HeadKernel<T>.Evaluate(shape, _points, hits);
            for (var i = 0; i < hits; i++)
            {
                var ray = _hits[i];
                var normal = new Vector3(_gradients[3 * i], _gradients[3 * i + 1], _gradients[3 * i + 2]);
                var point = new SurfacePoint(
                    new(_points.X[i], _points.Y[i], _points.Z[i]), normal, _points.Head[i], _points.Nose[i], _points.Ear[i], _points.Neck[i],
                    _points.Skin[i], _points.Hair[i], _points.Body[i], _open[i], new(rays.DirectionX[ray], rays.DirectionY[ray], rays.DirectionZ[ray]), worn ? Worn(i) : HeadPart.Background);
                (var colour, rays.Part[ray]) = model.Paint.At(point);
                (rays.Red[ray], rays.Green[ray], rays.Blue[ray]) = (colour.X, colour.Y, colour.Z);
                (rays.NormalX[ray], rays.NormalY[ray], rays.NormalZ[ray]) = (normal.X, normal.Y, normal.Z);
            }
        }
    }

    /// <summary>What a point of the block belongs to among the things that are worn; background where the body is nearer.</summary>
    private HeadPart Worn(int i)
    {
        var bare = Math.Min(Math.Min(_points.Skin[i], _points.Hair[i]), _points.Body[i]);
        var (glasses, hat, earring) = (_points.Glasses[i], _points.Hat[i], _points.Earring[i]);
        return glasses < bare && glasses <= Math.Min(hat, earring) ? HeadPart.Glasses
            : hat < bare && hat <= earring ? HeadPart.Hat
            : earring < bare ? HeadPart.Earring
            : HeadPart.Background;
    }

    /// <summary>Puts the hits, moved by an offset and along their normals, into the block of points.</summary>
    private void PlaceHits(RayBlock rays, int hits, Vector3 offset, float height)
    {
        unchecked
        {
            for (var i = 0; i < hits; i++)
            {
                var ray = _hits[i];
                Place(rays, i, ray, rays.Distance[ray]);
                _points.X[i] += offset.X + (height == 0 ? 0 : height * _gradients[3 * i]);
                _points.Y[i] += offset.Y + (height == 0 ? 0 : height * _gradients[3 * i + 1]);
                _points.Z[i] += offset.Z + (height == 0 ? 0 : height * _gradients[3 * i + 2]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place(RayBlock rays, int i, int ray, float t)
    {
        unchecked
        {
            _points.X[i] = rays.OriginX[ray] + t * rays.DirectionX[ray];
            _points.Y[i] = rays.OriginY[ray] + t * rays.DirectionY[ray];
            _points.Z[i] = rays.OriginZ[ray] + t * rays.DirectionZ[ray];
        }
    }

    private void Load(ReadOnlySpan<float> points, int count)
    {
        for (var i = 0; i < count; i++)
            (_points.X[i], _points.Y[i], _points.Z[i]) = (points[3 * i] / ModelScale, points[3 * i + 1] / ModelScale, points[3 * i + 2] / ModelScale);
    }
}
