using System.Runtime.InteropServices;
using Workbench.Inversion;
using Workbench.Occlusion;
using Workbench.Rendering;

namespace Workbench.Tests.Inversion;

public sealed class TriGridStitcherTests : TensorTest
{
    [Theory]
    [InlineData(Seam.Hard)]
    [InlineData(Seam.Soft)]
    public void Mask_of_one_gives_the_first_and_of_zero_the_second_bit_for_bit(Seam seam)
    {
        using var first = Grid();
        using var second = Grid();
        first.Features[0, 0, 0, 0, 0, 0] = -0f;
        second.Features[0, 0, 0, 0, 0, 1] = -0f;
        using var all = Mask(ones([1, 3, 3, 16, 16]));
        using var none = Mask(zeros([1, 3, 3, 16, 16]));
        Assert.Equal(Bits(first), Bits(TriGridStitcher.Stitch(first, second, all, seam)));
        Assert.Equal(Bits(second), Bits(TriGridStitcher.Stitch(first, second, none, seam)));
    }

    [Fact]
    public void Equal_tri_grids_give_themselves_whatever_the_mask()
    {
        using var grid = Grid();
        using var mask = Mask(rand([1, 3, 3, 16, 16]));
        Assert.Equal(Bits(grid), Bits(TriGridStitcher.Stitch(grid, grid, mask)));
    }

    [Fact]
    public void Hard_seam_takes_every_cell_from_one_of_them_and_a_soft_one_blends()
    {
        using var first = Grid();
        using var second = Grid();
        using var mask = Mask(rand([1, 3, 3, 16, 16]).gt(0.5f).to(ScalarType.Float32));
        var hard = TriGridStitcher.Stitch(first, second, mask, Seam.Hard).Features;
        Assert.True(hard.eq(first.Features).logical_or(hard.eq(second.Features)).all().item<bool>());
        var soft = TriGridStitcher.Stitch(first, second, mask).Features;
        Assert.True(soft.ne(first.Features).logical_and(soft.ne(second.Features)).any().item<bool>());
    }

    [Fact]
    public void Unseen_values_that_are_not_finite_do_not_leak_into_seen_cells()
    {
        using var first = Grid();
        using var second = Grid();
        second.Features.fill_(float.NaN);
        using var mask = Mask(ones([1, 3, 3, 16, 16]));
        Assert.True(TriGridStitcher.Stitch(first, second, mask, Seam.Hard).Features.isfinite().all().item<bool>());
    }

    [Fact]
    public void Gradients_reach_each_tri_grid_where_it_counts()
    {
        using var first = Grid();
        using var second = Grid();
        first.Features.requires_grad_();
        second.Features.requires_grad_();
        var visible = zeros([1, 3, 3, 16, 16]);
        visible[0, 1, 2, 3, 4] = 1;
        using var mask = Mask(visible);
        TriGridStitcher.Stitch(first, second, mask, Seam.Hard).Features.sum().backward();
        Assert.Equal(4, first.Features.grad!.sum().item<float>()); // four features of one cell
        Assert.Equal(second.Features.numel() - 4, second.Features.grad!.sum().item<float>());
    }

    [Fact]
    public void Misfits_are_refused()
    {
        using var grid = Grid();
        using var other = new TriGrid(grid.Features.alias(), PlaneAxes.Eg3d, 1);
        using var mask = Mask(ones([1, 3, 3, 16, 16]));
        using var small = Mask(ones([1, 3, 3, 8, 8]));
        Assert.Contains("planes read", Assert.Throws<ArgumentException>(() => TriGridStitcher.Stitch(grid, other, mask)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TriGridStitcher.Stitch(grid, grid, small));
    }

    private static TriGrid Grid() => new(randn([1, 3, 4, 3, 16, 16]), PlaneAxes.PanoHead, 1);

    private static OcclusionMask Mask(Tensor visible) => new(visible, new OcclusionConfig());

    private static int[] Bits(TriGrid grid) => MemoryMarshal.Cast<float, int>(grid.Features.contiguous().data<float>().ToArray()).ToArray();
}
