using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Workbench.Ops;

namespace Workbench.Rendering;

/// <content>Densities and hidden values of samples.</content>
internal sealed unsafe partial class FusedRayKernel<T>
{
    // Densities and hidden values of the slots first … first + count − 1, whose depths are set.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Evaluate(int first, int count)
    {
        unchecked
        {
            var active = 0;
            var limit = _scene.CropLimit;
            for (var slot = first; slot < first + count; slot++)
            {
                var depth = _depth[slot];
                // Not fused multiply-adds: the crop must decide as the libtorch path does.
                var x = _origin[0] + depth * _direction[0];
                var z = _origin[2] + depth * _direction[2];
                var cropped = MathF.Abs(x) > limit || MathF.Abs(z) > limit;
                _skipped[slot] = cropped ? (byte)1 : (byte)0;
                _density[slot] = Empty;
                if (!cropped)
                    _active[active++] = slot;
            }
            EvaluateActive(active);
        }
    }

    private void EvaluateActive(int active)
    {
        unchecked
        {
            if (active == 0)
                return;
            var planes = _scene.Planes;
            for (var i = 0; i < active; i++)
                Locate(_active[i], _texels + i * planes);
            for (var first = 0; first < active; first += Tile)
            {
                var last = Math.Min(first + Tile, active);
                for (var ahead = last; ahead < Math.Min(last + Tile, active); ahead++)
                    Prefetch(_texels + ahead * planes);
                for (var i = first; i < last; i++)
                    Read(_texels + i * planes, _features + (i - first) * _scene.Features);
                Decode(first, last);
            }
        }
    }

    // A cropped sample whose colour a weight reaches after all; its density stays as it is.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EvaluateSkipped(int slot)
    {
        var density = _density[slot];
        _active[0] = slot;
        EvaluateActive(1);
        _density[slot] = density;
        _skipped[slot] = 0;
    }

    // Where a sample lies on every plane.
    private void Locate(int slot, Texel* texels)
    {
        unchecked
        {
            var depth = _depth[slot];
            var point = stackalloc float[4]; // (x, y, z, 0)
            for (var axis = 0; axis < 3; axis++)
                point[axis] = (_origin[axis] + depth * _direction[axis]) * _scene.PointScale;
            point[3] = 0;
            var (width, height, slices, features) = (_scene.Width, _scene.Height, _scene.Depth, _scene.Features);
            var (stepX, stepY) = ((long)slices * features, (long)width * slices * features);
            var plane = _grid;
            var axes = _scene.Axes;
            for (var p = 0; p < _scene.Planes; p++, axes += 3, texels++, plane += height * stepY)
            {
                // Unnormalised as grid_sample does without align_corners.
                var x = ((point[axes[0]] + 1) * width - 1) / 2;
                var y = ((point[axes[1]] + 1) * height - 1) / 2;
                var z = ((point[axes[2]] + 1) * slices - 1) / 2;
                if (!(x > -1 && x < width && y > -1 && y < height && z > -1 && z < slices))
                {
                    *texels = new Texel { Base = plane };
                    continue;
                }
                var (left, x0, x1) = Split(x, width);
                var (top, y0, y1) = Split(y, height);
                var (front, z0, z1) = Split(z, slices);
                texels->Base = plane + top * stepY + left * stepX + (long)front * features;
                var (a, b, c, d) = (x0 * y0, x1 * y0, x0 * y1, x1 * y1);
                (texels->W0, texels->W1, texels->W2, texels->W3) = (a * z0, a * z1, b * z0, b * z1);
                (texels->W4, texels->W5, texels->W6, texels->W7) = (c * z0, c * z1, d * z0, d * z1);
            }
        }
    }

    // Linear interpolation between two neighbours that both exist; what lies outside is zero and loses its weight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int First, float Weight0, float Weight1) Split(float position, int size)
    {
        unchecked
        {
            var floor = MathF.Floor(position);
            var first = (int)floor;
            var (low, high) = (floor + 1 - position, position - floor);
            if (first < 0)
                return (0, high, 0);
            if (first < size - 1)
                return (first, low, high);
            return size == 1 ? (0, low, 0) : (size - 2, 0, low);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(Texel* texels)
    {
        unchecked
        {
            if (!Sse.IsSupported)
                return;
            var bytes = (_scene.Depth > 1 ? 2L : 1L) * _scene.Features * sizeof(float);
            var (stepX, stepY) = StepBytes();
            for (var p = 0; p < _scene.Planes; p++)
            {
                var start = (byte*)texels[p].Base;
                for (var offset = 0L; offset < bytes; offset += 64)
                {
                    Sse.Prefetch0(start + offset);
                    Sse.Prefetch0(start + stepX + offset);
                    Sse.Prefetch0(start + stepY + offset);
                    Sse.Prefetch0(start + stepX + stepY + offset);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (long X, long Y) StepBytes()
    {
        unchecked
        {
            var column = (long)_scene.Depth * _scene.Features * sizeof(float);
            return (_scene.Width > 1 ? column : 0, _scene.Height > 1 ? _scene.Width * column : 0);
        }
    }

    // Sum over planes of the eight weighted corners.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read(Texel* texels, float* features)
    {
        unchecked
        {
            var count = _scene.Features;
            var (stepX, stepY) = StepBytes();
            var stepZ = _scene.Depth > 1 ? count : 0;
            for (var p = 0; p < _scene.Planes; p++, texels++)
            {
                var topLeft = texels->Base;
                var topRight = (float*)((byte*)topLeft + stepX);
                var bottomLeft = (float*)((byte*)topLeft + stepY);
                var bottomRight = (float*)((byte*)topRight + stepY);
                var (w0, w1, w2, w3) = (T.Fill(texels->W0), T.Fill(texels->W1), T.Fill(texels->W2), T.Fill(texels->W3));
                var (w4, w5, w6, w7) = (T.Fill(texels->W4), T.Fill(texels->W5), T.Fill(texels->W6), T.Fill(texels->W7));
                for (var i = 0; i < count; i += T.Count)
                {
                    var even = T.Load(topLeft + i) * w0;
                    var odd = T.Load(topLeft + i + stepZ) * w1;
                    even = T.MultiplyAdd(T.Load(topRight + i), w2, even);
                    odd = T.MultiplyAdd(T.Load(topRight + i + stepZ), w3, odd);
                    even = T.MultiplyAdd(T.Load(bottomLeft + i), w4, even);
                    odd = T.MultiplyAdd(T.Load(bottomLeft + i + stepZ), w5, odd);
                    even = T.MultiplyAdd(T.Load(bottomRight + i), w6, even);
                    odd = T.MultiplyAdd(T.Load(bottomRight + i + stepZ), w7, odd);
                    var sum = even + odd;
                    if (p > 0)
                        sum += T.Load(features + i);
                    sum.Store(features + i);
                }
            }
        }
    }

    // Hidden values and densities of up to four samples.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Decode(int first, int last)
    {
        unchecked
        {
            var (width, inputs) = (_scene.Hidden, _scene.Features);
            var rows = stackalloc float*[Tile];
            var outputs = stackalloc float*[Tile];
            for (var i = 0; i < Tile; i++)
            {
                var used = Math.Min(first + i, last - 1); // a short tile repeats its last sample
                rows[i] = _features + (used - first) * inputs;
                outputs[i] = _hidden + (long)_active[used] * width;
            }
            Multiply(rows, inputs, _scene.HiddenWeight, _scene.HiddenBias, width, outputs);
            for (var i = first; i < last; i++)
            {
                var hidden = outputs[i - first];
                var dot = T.Fill(0);
                for (var k = 0; k < width; k += T.Count)
                {
                    var value = Simd.Softplus(T.Load(hidden + k));
                    value.Store(hidden + k);
                    dot = T.MultiplyAdd(value, T.Load(_scene.DensityWeight + k), dot);
                }
                _density[_active[i]] = dot.Sum() + _scene.DensityBias;
            }
        }
    }

    // Four rows times a matrix [inputs, outputs] plus bias: eight accumulators, enough to hide the latency of multiply-adds.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float** rows, int inputs, float* weight, float* bias, int outputs, float** results)
    {
        unchecked
        {
            float* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3];
            for (var o = 0; o < outputs; o += 2 * T.Count)
            {
                var (a0, b0) = (T.Load(bias + o), T.Load(bias + o + T.Count));
                var (a1, a2, a3, b1, b2, b3) = (a0, a0, a0, b0, b0, b0);
                var w = weight + o;
                for (var i = 0; i < inputs; i++, w += outputs)
                {
                    var (wa, wb) = (T.Load(w), T.Load(w + T.Count));
                    var x = T.Fill(r0[i]);
                    (a0, b0) = (T.MultiplyAdd(x, wa, a0), T.MultiplyAdd(x, wb, b0));
                    x = T.Fill(r1[i]);
                    (a1, b1) = (T.MultiplyAdd(x, wa, a1), T.MultiplyAdd(x, wb, b1));
                    x = T.Fill(r2[i]);
                    (a2, b2) = (T.MultiplyAdd(x, wa, a2), T.MultiplyAdd(x, wb, b2));
                    x = T.Fill(r3[i]);
                    (a3, b3) = (T.MultiplyAdd(x, wa, a3), T.MultiplyAdd(x, wb, b3));
                }
                // Last row first: a short tile writes its last sample more than once, and the same value each time.
                a3.Store(results[3] + o);
                b3.Store(results[3] + o + T.Count);
                a2.Store(results[2] + o);
                b2.Store(results[2] + o + T.Count);
                a1.Store(results[1] + o);
                b1.Store(results[1] + o + T.Count);
                a0.Store(results[0] + o);
                b0.Store(results[0] + o + T.Count);
            }
        }
    }

    /// <summary>A reading position on one plane: the first of eight corners and the weights, slices fastest, then columns, then rows.</summary>
    private struct Texel
    {
        public float* Base;
        public float W0, W1, W2, W3, W4, W5, W6, W7;
    }
}
