using Workbench.Ops;

namespace Workbench.Cameras;

/// <summary>Pose and intrinsics of a pinhole camera: the 25-number label of EG3D and PanoHead.</summary>
/// <remarks>
/// Sixteen numbers camera-to-world, row-major, OpenCV axes (+x right, +y down, +z forward), then nine numbers intrinsics, row-major, in units of the image size.
/// World: head near the origin, +y up, the face looks towards +z.
/// </remarks>
[TypeFormatterSource]
public sealed class Camera
{
    /// <summary>Numbers in a label.</summary>
    public const int LabelSize = 25;

    private readonly float[] _label;

    private Camera(float[] label) => _label = label;

    /// <summary>The 25 numbers.</summary>
    public ReadOnlySpan<float> Label => _label;

    /// <summary>Takes a label as it is.</summary>
    /// <param name="label">25 numbers.</param>
    /// <exception cref="ArgumentException">There are not 25 numbers, or one is not finite.</exception>
    public static Camera FromLabel(ReadOnlySpan<float> label)
    {
        if (label.Length != LabelSize)
            throw new ArgumentException($"label: expected 25 numbers (16 camera-to-world, 9 intrinsics), got {label.Length}.", nameof(label));
        foreach (var number in label)
            if (!float.IsFinite(number))
                throw new ArgumentException("label: every number must be finite.", nameof(label));
        return new Camera(label.ToArray());
    }

    /// <summary>Takes labels from a tensor.</summary>
    /// <param name="labels">[V, 25]</param>
    public static IReadOnlyList<Camera> FromTensor(Tensor labels)
    {
        Shape.Check(labels, "V C", [("C", LabelSize)]);
        using var scope = NewDisposeScope();
        var values = labels.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return [.. values.Chunk(LabelSize).Select(row => FromLabel(row))];
    }

    /// <summary>The label as a tensor, [1, 25], float32 on the CPU.</summary>
    public Tensor ToTensor() => ToTensor([this]);

    /// <summary>Many labels as a tensor, [V, 25], float32 on the CPU.</summary>
    public static Tensor ToTensor(IReadOnlyList<Camera> cameras) =>
        tensor(cameras.SelectMany(camera => camera._label).ToArray(), [cameras.Count, LabelSize]);
}
