using System.Numerics;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Photos;

/// <summary>How well a pose and a head explain a photograph: the residuals of <see cref="PoseRefinement"/>.</summary>
/// <remarks>
/// The photograph is cut out once, around the first guess; the camera moves: yaw and pitch turn it about the head, roll turns it about its axis, shift and scale change its pinhole. All six are exact similarities of the picture.
/// Colours are compared up to one gain and an offset a channel, since light and skin of a photograph are not those of the average head.
/// </remarks>
internal sealed class PoseEvidence
{
    /// <summary>Unknowns of the pose: yaw, pitch, roll in degrees, shift to the right and down in shares of the crop, logarithm of the scale.</summary>
    public const int PoseCount = 6;

    private readonly PanoHead _head;
    private readonly PoseRefinementConfig _config;
    private readonly HeadPlacement _base;
    private readonly IReadOnlyList<(HeadPoint Name, Vector2 Place)> _points;
    private readonly FaceModel _model;
    private readonly PrincipalDirections? _directions;
    private readonly Tensor _average;
    private readonly Vector3 _offset;
    private readonly float[] _colours;
    private readonly float[]? _mask;
    private double[] _code = [];
    private TriGrid? _grid;

    /// <param name="head">The generator.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="mask">Where the head is, as large as the photograph; null when unknown.</param>
    /// <param name="placement">The first guess.</param>
    /// <param name="points">Given points, in the photograph.</param>
    /// <param name="model">The average head's landmarks.</param>
    /// <param name="average">Average code, [1, 1, K].</param>
    /// <param name="offset">The generator's correction of cameras.</param>
    /// <param name="directions">Directions of W; null keeps the average head.</param>
    /// <param name="config">Weights.</param>
    public PoseEvidence(PanoHead head, Picture photo, Picture? mask, HeadPlacement placement, IReadOnlyList<(HeadPoint Name, Vector2 Place)> points, FaceModel model, Tensor average, Vector3 offset, PrincipalDirections? directions, PoseRefinementConfig config)
    {
        (_head, _base, _points, _model, _average, _offset, _directions, _config) = (head, placement, points, model, average, offset, directions, config);
        var crop = placement.Crop(config.Resolution);
        using var scope = NewDisposeScope();
        _colours = CropSampler.Apply(photo, crop).ToTensor().data<float>().ToArray(); // [3, r, r]
        _mask = mask is null ? null : CropSampler.Apply(mask, crop).ToMask().data<float>().ToArray(); // [r, r]
    }

    /// <summary>The placement of unknowns.</summary>
    public HeadPlacement Placement(double[] x) => _base.Moved(x[0], x[1], x[2], x[3], x[4], x[5]);

    /// <summary>The code of unknowns, [1, L, K].</summary>
    public Latents Code(double[] x)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var code = _average.alias();
        for (var i = PoseCount; i < x.Length; i++)
            code = code + x[i] * _directions!.Deviations[i - PoseCount] * _directions.Directions[i - PoseCount];
        return new Latents(code.expand(1, _head.Config.StyleCount, -1).contiguous(), LatentSpace.W).MoveToOuterDisposeScope();
    }

    /// <summary>The head of unknowns seen by a camera of the crop, raw picture and opacity at the resolution of the comparison.</summary>
    public RenderedViews Render(double[] x)
    {
        using var scope = NewDisposeScope();
        return _head.Render(Grid(x), Seen(x), new RenderOptions { NeuralResolution = _config.Resolution, Refine = false }).MoveToOuterDisposeScope();
    }

    /// <summary>All residuals of unknowns.</summary>
    public double[] Residuals(double[] x)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var views = Render(x);
        var raw = views.ImageRaw.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var alpha = views.Mask.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var pixels = alpha.Length;
        var silhouette = _mask is null ? 0 : pixels;
        var codes = x.Length - PoseCount;
        var residuals = new double[silhouette + 3 * pixels + 2 * _points.Count + codes + 1];
        if (_mask is not null)
        {
            var weight = Math.Sqrt(_config.EffectivePixels / pixels) / _config.SilhouetteDeviation;
            for (var i = 0; i < pixels; i++)
                residuals[i] = weight * (alpha[i] - _mask[i]);
        }
        Colours(raw, alpha, residuals.AsSpan(silhouette, 3 * pixels));
        var next = silhouette + 3 * pixels;
        var placement = Placement(x);
        var camera = placement.Camera(_head.Config.CameraRadius);
        var deviation = _config.PointRelaxation * _model.Deviation * camera.Intrinsics.FocalX / _head.Config.CameraRadius * _base.Side;
        foreach (var (name, place) in _points)
        {
            var seen = placement.Project(_model.Points[name], camera);
            residuals[next++] = (seen.X - place.X) / deviation;
            residuals[next++] = (seen.Y - place.Y) / deviation;
        }
        for (var i = 0; i < codes; i++)
            residuals[next++] = x[PoseCount + i];
        residuals[next] = placement.PitchDegrees / _config.PitchDeviation;
        return residuals;
    }

    /// <summary>Forgets the planes that are kept for the last code.</summary>
    public void Release()
    {
        _grid?.Dispose();
        (_grid, _code) = (null, []);
    }

    // Only the head is compared: where it is rendered, and where the mask says it is.
    private void Colours(float[] raw, float[] alpha, Span<double> residuals)
    {
        var pixels = alpha.Length;
        var weights = new double[pixels];
        var total = 1e-6;
        for (var i = 0; i < pixels; i++)
            total += weights[i] = Math.Clamp(alpha[i], 0, 1) * (_mask?[i] ?? 1);
        var (photoMean, renderMean) = (new double[3], new double[3]);
        for (var c = 0; c < 3; c++)
            for (var i = 0; i < pixels; i++)
            {
                photoMean[c] += weights[i] * _colours[c * pixels + i] / total;
                renderMean[c] += weights[i] * raw[c * pixels + i] / total;
            }
        double cross = 0, square = 1e-9;
        for (var c = 0; c < 3; c++)
            for (var i = 0; i < pixels; i++)
            {
                var render = raw[c * pixels + i] - renderMean[c];
                cross += weights[i] * render * (_colours[c * pixels + i] - photoMean[c]);
                square += weights[i] * render * render;
            }
        var gain = Math.Clamp(cross / square, 0.6, 1.7);
        var scale = Math.Sqrt(_config.EffectivePixels / (3 * total)) / _config.ColourDeviation;
        for (var c = 0; c < 3; c++)
        {
            // Most of an offset is light; a fifth of it counts, so that dark hair is not fair hair in the shade.
            var offset = 0.8 * (photoMean[c] - renderMean[c]);
            for (var i = 0; i < pixels; i++)
                residuals[c * pixels + i] = scale * Math.Sqrt(weights[i]) * (gain * (raw[c * pixels + i] - renderMean[c]) + renderMean[c] + offset - _colours[c * pixels + i]);
        }
    }

    // The planes of the last code are kept: most evaluations move the camera only.
    private TriGrid Grid(double[] x)
    {
        var code = x[PoseCount..];
        if (_grid is not null && code.AsSpan().SequenceEqual(_code))
            return _grid;
        Release();
        using var scope = NewDisposeScope();
        var planes = _head.Synthesize(Code(x), NoiseMode.None);
        _grid = planes with { Features = RayRenderer.Prepare(planes).Features };
        _grid.DetachFromDisposeScope();
        _code = code;
        return _grid;
    }

    private Camera Seen(double[] x)
    {
        var placement = Placement(x);
        var camera = placement.Camera(_head.Config.CameraRadius).WithTranslation(_offset).Rolled(x[2]);
        var focal = camera.Intrinsics;
        var zoom = (float)Math.Exp(x[5]);
        return camera.WithIntrinsics(focal with { FocalX = zoom * focal.FocalX, FocalY = zoom * focal.FocalY, CentreX = (float)(0.5 + x[3]), CentreY = (float)(0.5 + x[4]) });
    }
}
