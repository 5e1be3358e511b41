using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Rendering;

/// <content>Weights, importance sampling and compositing.</content>
internal sealed unsafe partial class FusedRayKernel<T>
{
    // Weights of the intervals between the first samples of the sorted arrays, as VolumeRenderer.Weights.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Weigh(int samples)
    {
        unchecked
        {
            var (half, one) = (T.Fill(0.5f), T.Fill(1));
            for (var i = 0; i < samples - 1; i += T.Count) // reads and writes into the padding
            {
                var step = T.Load(_sortedDepth + i + 1) - T.Load(_sortedDepth + i);
                var middle = (T.Load(_sortedDensity + i + 1) + T.Load(_sortedDensity + i)) * half;
                var alpha = one - Simd.Exp(T.Fill(0) - Simd.Softplus(middle - one) * step);
                alpha.Store(_weight + i);
            }
            var clear = 1.0;
            for (var i = 0; i < samples - 1; i++)
            {
                var alpha = _weight[i];
                _weight[i] = alpha * (float)clear;
                clear *= 1 - alpha + 1e-10f;
            }
        }
    }

    // Fine depths in ascending order, as ImportanceSampling.Sample.
    private void DrawFine(long ray)
    {
        unchecked
        {
            var (coarse, fine) = (_scene.CoarseSamples, _scene.FineSamples);
            var count = coarse - 3; // the first and last of the coarse − 1 intervals carry no bin
            var total = 0.0;
            for (var i = 1; i <= count; i++)
            {
                // Interval i of the smoothed weights: mean of the two neighbouring maxima.
                var left = Math.Max(_weight[i - 1], _weight[i]);
                var right = Math.Max(_weight[i], _weight[i + 1]);
                var smooth = 0.5f * (left + right) + 0.01f + 1e-5f;
                _cumulative[i] = smooth;
                total += smooth;
            }
            var scale = (float)total;
            var sum = 0.0;
            _cumulative[0] = 0;
            for (var i = 1; i <= count; i++)
                _cumulative[i] = (float)(sum += _cumulative[i] / scale);
            var quantiles = _scene.Quantiles + ray * fine;
            var target = _depth + coarse;
            for (var i = 0; i < fine; i++)
            {
                var depth = Invert(quantiles[i], count);
                var place = i;
                for (; place > 0 && target[place - 1] > depth; place--)
                    target[place] = target[place - 1];
                target[place] = depth;
            }
        }
    }

    private float Invert(float quantile, int last)
    {
        unchecked
        {
            // First entry of 0 … last above the quantile, last + 1 when there is none.
            var (from, to) = (0, last + 1);
            while (from < to)
            {
                var middle = (from + to) >> 1;
                if (_cumulative[middle] > quantile)
                    to = middle;
                else
                    from = middle + 1;
            }
            var (low, high) = (Math.Max(from - 1, 0), Math.Min(from, last));
            var (binLow, binHigh) = (Bin(low), Bin(high));
            var step = _cumulative[high] - _cumulative[low];
            if (step < 1e-5f)
                step = 1;
            return binLow + (quantile - _cumulative[low]) / step * (binHigh - binLow);
        }
    }

    private float Bin(int index) => 0.5f * (_depth[index] + _depth[index + 1]);

    // Features, expected distance and opacity of the sorted samples.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Composite(long ray)
    {
        unchecked
        {
            var samples = _scene.Samples;
            Weigh(samples);
            var (opacity, distance) = (0.0, 0.0);
            for (var i = 0; i < samples - 1; i++)
            {
                var weight = _weight[i];
                opacity += weight;
                distance += weight * ((_sortedDepth[i] + _sortedDepth[i + 1]) / 2);
            }
            for (var i = 0; i < samples; i++)
            {
                Nearest = MathF.Min(Nearest, _sortedDepth[i]);
                Farthest = MathF.Max(Farthest, _sortedDepth[i]);
            }
            // Values of an interval are the mean of its ends, so an end counts with half of both its intervals.
            var before = 0f;
            for (var i = 0; i < samples; i++)
            {
                var after = i < samples - 1 ? _weight[i] : 0;
                _weight[i] = (before + after) / 2;
                before = after;
                if (_weight[i] != 0 && _skipped[_order[i]] != 0)
                    EvaluateSkipped(_order[i]);
            }
            if (_scene.OutSampleWeights != null)
            {
                Buffer.MemoryCopy(_sortedDepth, _scene.OutSampleDepths + ray * samples, samples * sizeof(float), samples * sizeof(float));
                Buffer.MemoryCopy(_weight, _scene.OutSampleWeights + ray * samples, samples * sizeof(float), samples * sizeof(float));
            }
            var target = _scene.OutFeatures + ray * _scene.Colours;
            if (_scene.Activation == DecoderActivation.None)
                SumHidden((float)opacity);
            else
                SumColours();
            for (var k = 0; k < _scene.Colours; k++)
                target[k] = _scene.WhiteBackground ? _colours[k] + 1 - (float)opacity : _colours[k];
            _scene.OutDistance[ray] = (float)distance;
            _scene.OutOpacity[ray] = (float)opacity;
        }
    }

    // Without activation the second layer is linear: Σ c·(W·h + b) = W·Σ c·h + b·Σ c.
    private void SumHidden(float opacity)
    {
        unchecked
        {
            var (width, samples) = (_scene.Hidden, _scene.Samples);
            for (var k = 0; k < width; k += 2 * T.Count)
            {
                var (a, b) = (T.Fill(0), T.Fill(0));
                for (var i = 0; i < samples; i++)
                {
                    if (_weight[i] == 0)
                        continue;
                    var hidden = _hidden + (long)_order[i] * width + k;
                    var weight = T.Fill(_weight[i]);
                    a = T.MultiplyAdd(weight, T.Load(hidden), a);
                    b = T.MultiplyAdd(weight, T.Load(hidden + T.Count), b);
                }
                a.Store(_sum + k);
                b.Store(_sum + k + T.Count);
            }
            for (var o = 0; o < _scene.PaddedColours; o += 2 * T.Count)
            {
                var scale = T.Fill(opacity);
                var (a, b) = (T.Load(_scene.ColourBias + o) * scale, T.Load(_scene.ColourBias + o + T.Count) * scale);
                var weight = _scene.ColourWeight + o;
                for (var k = 0; k < width; k++, weight += _scene.PaddedColours)
                {
                    var hidden = T.Fill(_sum[k]);
                    a = T.MultiplyAdd(hidden, T.Load(weight), a);
                    b = T.MultiplyAdd(hidden, T.Load(weight + T.Count), b);
                }
                a.Store(_colours + o);
                b.Store(_colours + o + T.Count);
            }
        }
    }

    // With an activation every sample that has a weight needs its colour; four at a time.
    private void SumColours()
    {
        unchecked
        {
            var (width, outputs, samples) = (_scene.Hidden, _scene.PaddedColours, _scene.Samples);
            var rows = stackalloc float*[Tile];
            var results = stackalloc float*[Tile];
            var weights = stackalloc float[Tile];
            new Span<float>(_colours, outputs).Clear();
            // The sum lives in the first row of _colours; samples use the rows of a second block.
            var count = 0;
            for (var i = 0; i <= samples; i++)
            {
                if (i < samples && _weight[i] != 0)
                {
                    rows[count] = _hidden + (long)_order[i] * width;
                    weights[count++] = _weight[i];
                }
                if (count < Tile && (i < samples || count == 0))
                    continue;
                for (var k = 0; k < Tile; k++)
                {
                    if (k >= count)
                        rows[k] = rows[0]; // a short tile computes its first sample again
                    results[k] = _colours + (k + 1) * outputs;
                }
                Multiply(rows, width, _scene.ColourWeight, _scene.ColourBias, outputs, results);
                for (var k = 0; k < count; k++)
                    AddColours(results[k], weights[k]);
                count = 0;
            }
        }
    }

    private void AddColours(float* colours, float weight)
    {
        unchecked
        {
            for (var o = 0; o < _scene.PaddedColours; o += T.Count)
            {
                var x = T.Load(colours + o);
                var value = _scene.Activation == DecoderActivation.Sigmoid
                    ? T.MultiplyAdd(Simd.Sigmoid(x), T.Fill(1.002f), T.Fill(-0.001f))
                    : T.Max(x * T.Fill(0.2f), x) * T.Fill(1.41421356f);
                T.MultiplyAdd(T.Fill(weight), value, T.Load(_colours + o)).Store(_colours + o);
            }
        }
    }
}
