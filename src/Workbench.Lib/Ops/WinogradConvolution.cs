namespace Workbench.Ops;

/// <summary>A 3×3 convolution that keeps the size, with first derivatives, by Winograd's minimal filtering. CPU, float32, channels side by side.</summary>
/// <remarks>
/// With V = Bᵀ x B, U = G w Gᵀ: y = Aᵀ(V U)A. Backward runs the adjoints: M = A ∂y Aᵀ, ∂x = B (M Uᵀ) Bᵀ, ∂w = Gᵀ(Vᵀ M)G; each of the three convolutions
/// of a step takes 36 products a tile of 16 outputs where 144 would be needed. Errors are about ten times those of the plain convolution, 1e-5 of the largest value.
/// </remarks>
internal sealed class WinogradConvolution : autograd.SingleTensorFunction<WinogradConvolution>
{
    private const int Side = 4;
    private const int Points = 36;

    // Transformed values of the tiles that are handled together: about what the second-level cache holds.
    private const int BlockBytes = 1 << 20;

    // Fewer rows make the matrix products slow.
    private const int LeastTiles = 96;

    // G ⊗ G: nine taps to 36 values.
    private static readonly float[] Kernel = Taps();

    /// <inheritdoc/>
    public override string Name => nameof(WinogradConvolution);

    /// <summary>Whether a convolution is covered and gains by it.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="side">Side of the image.</param>
    public static bool Supports(long inputs, long outputs, long side) => side >= 16 && side % Side == 0 && ChannelLast.Lanes(inputs) >= 8 && ChannelLast.Lanes(outputs) >= 8;

    /// <summary>Correlates with zero padding 1.</summary>
    /// <param name="x">[N, I, R, R]</param>
    /// <param name="weight">[O, I, 3, 3]</param>
    /// <returns>[N, O, R, R]</returns>
    public static Tensor Apply(Tensor x, Tensor weight) => apply(x, weight);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight) = ((Tensor)vars[0], (Tensor)vars[1]);
        ctx.save_for_backward([x, weight]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var pixels = ChannelLast.Pixels(x); // [N, R, R, I]
        var s = pixels.shape;
        var transformed = Transform(weight).transpose(1, 2); // [36, I, O]
        var y = empty(s[0], s[1], s[2], weight.shape[0]);
        foreach (var block in Blocks(s, s[3] + y.shape[3]))
        {
            using var step = NewDisposeScope();
            Output(Input(pixels, block).bmm(transformed), y, block);
        }
        return ChannelLast.Image(y).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (pixels, gradient, weight) = (ChannelLast.Pixels(saved[0]), ChannelLast.Pixels(grad_output), saved[1]);
        var transformed = Transform(weight); // [36, O, I]
        var inputGradient = zeros_like(pixels);
        var kernelGradient = zeros_like(transformed);
        foreach (var block in Blocks(pixels.shape, pixels.shape[3] + gradient.shape[3]))
        {
            using var step = NewDisposeScope();
            var products = OutputAdjoint(gradient, block); // [36, tiles, O]
            InputAdjoint(products.bmm(transformed), inputGradient, block);
            kernelGradient.add_(products.transpose(1, 2).bmm(Input(pixels, block)));
        }
        var taps = tensor(Kernel, [Points, 9]).t().mm(kernelGradient.view(Points, -1)).t().reshape(weight.shape); // [O, I, 3, 3]
        return [ChannelLast.Image(inputGradient).MoveToOuterDisposeScope(), taps.MoveToOuterDisposeScope()];
    }

    // G w Gᵀ, [36, O, I].
    private static Tensor Transform(Tensor weight) => tensor(Kernel, [Points, 9]).mm(weight.reshape(-1, 9).t()).view(Points, weight.shape[0], weight.shape[1]);

    // Tiles first … end − 1 of all images, counted through.
    private readonly record struct Block(int First, int End)
    {
        public int Count => End - First;
    }

    private static IEnumerable<Block> Blocks(long[] shape, long channels)
    {
        var tiles = (int)(shape[0] * (shape[1] / Side) * (shape[2] / Side));
        var size = Math.Max(LeastTiles, (int)(BlockBytes / (sizeof(float) * Points * channels)));
        var parts = (tiles + size - 1) / size;
        for (var part = 0; part < parts; part++)
            yield return new Block((int)((long)tiles * part / parts), (int)((long)tiles * (part + 1) / parts));
    }

    private static unsafe Tensor Input(Tensor pixels, Block block)
    {
        var (side, tiles, channels) = Sizes(pixels);
        var target = empty(Points, block.Count, channels);
        using var scratch = new NativeScratch();
        float* from = TensorMemory.Floats(pixels), to = TensorMemory.Floats(target), zeros = scratch.Allocate<float>(channels);
        var plane = (long)block.Count * channels;
        var wide = ChannelLast.Lanes(channels) == 16;
        Images(block, tiles, (image, first, end) =>
        {
            float* source = from + (long)image * side * side * channels, place = Tile(to, image, tiles, block, channels);
            if (wide)
                WinogradTransform<Lanes16>.Input(source, side, channels, first, end, place, plane, zeros);
            else
                WinogradTransform<Lanes8>.Input(source, side, channels, first, end, place, plane, zeros);
        });
        return target;
    }

    private static unsafe Tensor OutputAdjoint(Tensor pixels, Block block)
    {
        var (side, tiles, channels) = Sizes(pixels);
        var target = empty(Points, block.Count, channels);
        float* from = TensorMemory.Floats(pixels), to = TensorMemory.Floats(target);
        var plane = (long)block.Count * channels;
        var wide = ChannelLast.Lanes(channels) == 16;
        Images(block, tiles, (image, first, end) =>
        {
            float* source = from + (long)image * side * side * channels, place = Tile(to, image, tiles, block, channels);
            if (wide)
                WinogradTransform<Lanes16>.OutputAdjoint(source, side, channels, first, end, place, plane);
            else
                WinogradTransform<Lanes8>.OutputAdjoint(source, side, channels, first, end, place, plane);
        });
        return target;
    }

    private static unsafe void Output(Tensor products, Tensor pixels, Block block)
    {
        var (side, tiles, channels) = Sizes(pixels);
        float* from = TensorMemory.Floats(products), to = TensorMemory.Floats(pixels);
        var plane = (long)block.Count * channels;
        var wide = ChannelLast.Lanes(channels) == 16;
        Images(block, tiles, (image, first, end) =>
        {
            float* source = Tile(from, image, tiles, block, channels), place = to + (long)image * side * side * channels;
            if (wide)
                WinogradTransform<Lanes16>.Output(source, plane, place, side, channels, first, end);
            else
                WinogradTransform<Lanes8>.Output(source, plane, place, side, channels, first, end);
        });
    }

    // Tiles overlap, so threads share the channels, not the tiles.
    private static unsafe void InputAdjoint(Tensor values, Tensor pixels, Block block)
    {
        var (side, tiles, channels) = Sizes(pixels);
        float* from = TensorMemory.Floats(values), to = TensorMemory.Floats(pixels);
        var lanes = ChannelLast.Lanes(channels);
        var plane = (long)block.Count * channels;
        Rows.Split(channels / lanes, (firstGroup, endGroup) => Cut(block.First, block.End, tiles, (image, first, end) =>
        {
            float* source = Tile(from, image, tiles, block, channels), place = to + (long)image * side * side * channels;
            if (lanes == 16)
                WinogradTransform<Lanes16>.InputAdjoint(source, plane, place, side, channels, first, end, firstGroup * lanes, endGroup * lanes);
            else
                WinogradTransform<Lanes8>.InputAdjoint(source, plane, place, side, channels, first, end, firstGroup * lanes, endGroup * lanes);
        }));
    }

    // Where tile 0 of an image would lie if the block began before it; pointers may point there, but only tiles of the block are touched.
    private static unsafe float* Tile(float* values, int image, int tiles, Block block, int channels) => unchecked(values + ((long)image * tiles - block.First) * channels);

    // Calls back with (image, first tile, behind the last tile) so that threads share the tiles of a block.
    private static void Images(Block block, int tiles, Action<int, int, int> body) => Rows.Split(block.Count, (first, end) => Cut(block.First + first, block.First + end, tiles, body));

    private static void Cut(int first, int end, int tiles, Action<int, int, int> body)
    {
        while (first < end)
        {
            var image = first / tiles;
            var last = Math.Min(end, (image + 1) * tiles);
            body(image, first - image * tiles, last - image * tiles);
            first = last;
        }
    }

    private static (int Side, int Tiles, int Channels) Sizes(Tensor pixels) => ((int)pixels.shape[1], (int)(pixels.shape[1] / Side * (pixels.shape[2] / Side)), (int)pixels.shape[3]);

    private static float[] Taps()
    {
        float[] g = [1f / 4, 0, 0, -1f / 6, -1f / 6, -1f / 6, -1f / 6, 1f / 6, -1f / 6, 1f / 24, 1f / 12, 1f / 6, 1f / 24, -1f / 12, 1f / 6, 0, 0, 1]; // [6, 3]
        var taps = new float[Points * 9];
        for (var point = 0; point < Points; point++)
            for (var tap = 0; tap < 9; tap++)
                taps[point * 9 + tap] = g[point / 6 * 3 + tap / 3] * g[point % 6 * 3 + tap % 3];
        return taps;
    }
}
