using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>The mean of the features that points read from all planes, with first derivatives with respect to the planes. CPU, float32.</summary>
/// <remarks>
/// The function of <see cref="TriGridSampler"/> followed by the decoder's mean, on planes whose features lie side by side. Points carry no gradient. The way back adds
/// into the planes head by head, in the order of the points, so that the result does not depend on the number of threads.
/// </remarks>
internal sealed class TriGridGather : autograd.SingleTensorFunction<TriGridGather>
{
    private const string Layout = "layout";

    /// <inheritdoc/>
    public override string Name => nameof(TriGridGather);

    /// <summary>Order of image channels that <see cref="Apply"/> reads: plane, slice, feature; the network's own order is plane, feature, slice.</summary>
    /// <param name="planes">P.</param>
    /// <param name="features">C.</param>
    /// <param name="slices">D.</param>
    /// <returns>int64 [P·D·C]</returns>
    public static Tensor Order(int planes, int features, int slices)
    {
        using var scope = NewDisposeScope();
        return arange(planes * features * slices, ScalarType.Int64).view(planes, features, slices).transpose(1, 2).reshape(-1).MoveToOuterDisposeScope();
    }

    /// <summary>Reads features.</summary>
    /// <param name="image">Planes as an image, [N, P·D·C, H, W] in <see cref="Order"/>; C divides by 4.</param>
    /// <param name="points">World coordinates, [N, M, 3].</param>
    /// <param name="axes">Plane axes.</param>
    /// <param name="slices">D.</param>
    /// <param name="boxSize">Side of the box.</param>
    /// <returns>[N, M, C]</returns>
    public static Tensor Apply(Tensor image, Tensor points, PlaneAxes axes, int slices, double boxSize) => apply(image, points, new GatheredPlanes(image, axes, slices, boxSize));

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (image, points, layout) = ((Tensor)vars[0], (Tensor)vars[1], (GatheredPlanes)vars[2]);
        using var scope = NewDisposeScope();
        var (pixels, where) = (ChannelLast.Pixels(image), points.contiguous());
        ctx.save_for_backward([points]);
        ctx.save_data(Layout, layout);
        var features = empty(where.shape[0], where.shape[1], layout.Features);
        Run(layout, pixels, where, features, adds: false);
        return features.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var layout = (GatheredPlanes)ctx.get_data(Layout);
        var where = ctx.get_saved_variables()[0].contiguous();
        var pixels = zeros(where.shape[0], layout.Height, layout.Width, layout.Texel);
        Run(layout, pixels, where, grad_output.contiguous(), adds: true);
        return [ChannelLast.Image(pixels).MoveToOuterDisposeScope(), null!, null!];
    }

    private static unsafe void Run(GatheredPlanes layout, Tensor pixels, Tensor points, Tensor features, bool adds)
    {
        delegate*<GatheredPlanes, float*, float*, float*, int, int, void> run = (ChannelLast.Lanes(layout.Features), adds) switch
        {
            (16, false) => &TriGridGatherKernel<Lanes16>.Read,
            (8, false) => &TriGridGatherKernel<Lanes8>.Read,
            (_, false) => &TriGridGatherKernel<Lanes4>.Read,
            (16, true) => &TriGridGatherKernel<Lanes16>.Add,
            (8, true) => &TriGridGatherKernel<Lanes8>.Add,
            (_, true) => &TriGridGatherKernel<Lanes4>.Add,
        };
        var (heads, count) = ((int)points.shape[0], (int)points.shape[1]);
        float* planes = TensorMemory.Floats(pixels), where = TensorMemory.Floats(points), values = TensorMemory.Floats(features);
        Rows.Split(heads, (first, end) =>
        {
            for (var head = first; head < end; head++)
                run(layout, planes + head * layout.HeadSize, where + (long)head * count * 3, values + (long)head * count * layout.Features, 0, count);
        });
    }
}

/// <summary>How planes lie in memory: [H, W, P, D, C].</summary>
internal sealed class GatheredPlanes
{
    /// <summary>Describes an image of planes.</summary>
    /// <exception cref="ArgumentException">The channels do not divide into planes and slices, or the features not by four.</exception>
    public GatheredPlanes(Tensor image, PlaneAxes axes, int slices, double boxSize)
    {
        var s = Shape.Check(image, "N C H W");
        (Texel, Height, Width, Slices, Axes) = ((int)s[1], (int)s[2], (int)s[3], slices, axes.ReadingOrder(slices));
        (Planes, Features, Scale) = (axes.Count, Texel / (axes.Count * slices), (float)(2 / boxSize));
        if (Texel != Planes * slices * Features || ChannelLast.Lanes(Features) == 0 || Planes > 8)
            throw new ArgumentException($"image: {Texel} channels do not divide into {Planes} planes (at most 8) of {slices} slices of a multiple of four features.", nameof(image));
    }

    public int Planes { get; }

    public int Features { get; }

    public int Slices { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Floats of a texel of all planes.</summary>
    public int Texel { get; }

    /// <summary>Factor from world units to −1…1.</summary>
    public float Scale { get; }

    /// <summary>Indices into (x, y, z, 0) along width, height, depth of every plane, [P·3].</summary>
    public int[] Axes { get; }

    /// <summary>Floats of one head.</summary>
    public long HeadSize => (long)Height * Width * Texel;
}
