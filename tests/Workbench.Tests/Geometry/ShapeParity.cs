using Workbench.Tests.Parity;
namespace Workbench.Tests.Geometry;
internal static class ShapeParity
{
    public static void Check(Fixture f, Func<Tensor, Tensor> sigma) { }
}
