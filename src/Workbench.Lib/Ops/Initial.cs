using TorchSharp.Modules;

namespace Workbench.Ops;

/// <summary>Initial parameters and buffers, owned by their module and by no dispose scope.</summary>
internal static class Initial
{
    public static Parameter Normal(double scale, params ReadOnlySpan<long> shape)
    {
        using var scope = NewDisposeScope();
        return Own(scale == 1 ? randn(shape.ToArray()) : randn(shape.ToArray()) * scale);
    }

    public static Parameter Constant(double value, params ReadOnlySpan<long> shape)
    {
        using var scope = NewDisposeScope();
        return Own(full(shape.ToArray(), value, dtype: ScalarType.Float32));
    }

    public static Tensor NormalBuffer(params ReadOnlySpan<long> shape) => randn(shape.ToArray()).DetachFromDisposeScope();

    public static Tensor ZeroBuffer(params ReadOnlySpan<long> shape) => zeros(shape.ToArray()).DetachFromDisposeScope();

    public static Tensor FilterBuffer() => UpFirDn.Filter([1, 3, 3, 1]).DetachFromDisposeScope();

    private static Parameter Own(Tensor value)
    {
        var parameter = new Parameter(value);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
