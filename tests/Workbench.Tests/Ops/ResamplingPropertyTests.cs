using CsCheck;
using Workbench.Ops;

namespace Workbench.Tests.Ops;

/// <summary>Resampling and modulated convolution against scalar references, over random shapes.</summary>
public sealed class ResamplingPropertyTests : TensorTest
{
    private const int Cases = 100;

    private static readonly Gen<(int X, int Y)> Factors = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], (x, y) => (x, y));

    private static readonly Gen<Margins> AnyMargins = Gen.Select(Gen.Int[-1, 3], Gen.Int[-1, 3], Gen.Int[-1, 3], Gen.Int[-1, 3], (a, b, c, d) => new Margins(a, b, c, d));

    private static readonly Gen<(int N, int C, int H, int W)> Shapes = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[3, 8], Gen.Int[3, 8], (n, c, h, w) => (n, c, h, w));

    [Fact]
    public void Upfirdn_equals_its_definition_for_any_shape() =>
        Gen.Select(Shapes, Gen.Int[1, 4], Gen.Int[1, 4], Factors, Factors, AnyMargins, Gen.Bool, Gen.Int[0, 1_000_000])
            .Where((shape, kh, kw, up, _, m, _, _) => shape.H * up.Y + m.Top + m.Bottom >= kh && shape.W * up.X + m.Left + m.Right >= kw)
            .Sample(
                (shape, kh, kw, up, down, margins, flip, seed) =>
                {
                    using var scope = NewDisposeScope();
                    var x = Numbers(seed, shape.N, shape.C, shape.H, shape.W);
                    var filter = Numbers(seed + 1, 1, 1, kh, kw);
                    var want = ScalarReference.UpFirDn(ScalarReference.Read(x), Matrix(filter), up, down, margins, flip, 1.5);
                    return Same(want, UpFirDn.Apply(x, filter[0, 0], up, down, margins, flip, 1.5));
                },
                iter: Cases, threads: 1);

    [Fact]
    public void Modulated_convolution_equals_its_definition_for_any_shape() =>
        Gen.Select(Shapes, Gen.Int[1, 4], Gen.Int[0, 2].Select(half => 2 * half + 1), Gen.Int[1, 2], Gen.Bool, Gen.Bool, Gen.Int[0, 1_000_000])
            .Sample(
                (shape, outputs, kernel, up, demodulate, fused, seed) =>
                {
                    using var scope = NewDisposeScope();
                    var x = Numbers(seed, shape.N, shape.C, shape.H, shape.W);
                    var weight = Numbers(seed + 1, outputs, shape.C, kernel, kernel);
                    var styles = Numbers(seed + 2, 1, 1, shape.N, shape.C);
                    var filter = UpFirDn.Filter([1, 3, 3, 1]).to(ScalarType.Float64);
                    var want = ScalarReference.Modulated(ScalarReference.Read(x), ScalarReference.Read(weight), Matrix(styles), Matrix(filter.view(1, 1, 4, 4)), up, demodulate);
                    return Same(want, ModulatedConv.Apply(x, weight, styles[0, 0], up: up, padding: kernel / 2, filter: filter, demodulate: demodulate, flipWeight: up == 1, fused: fused));
                },
                iter: Cases, threads: 1);

    private static Tensor Numbers(int seed, params long[] shape) => GradCheck.Input(seed, shape).detach();

    private static double[,] Matrix(Tensor x)
    {
        var values = ScalarReference.Read(x);
        var result = new double[values.GetLength(2), values.GetLength(3)];
        Buffer.BlockCopy(values, 0, result, 0, values.Length * sizeof(double));
        return result;
    }

    private static bool Same(double[,,,] want, Tensor got)
    {
        var expected = ScalarReference.Write(want);
        return expected.shape.AsSpan().SequenceEqual(got.shape) && (expected - got).abs().max().ToDouble() < 1e-10;
    }
}
