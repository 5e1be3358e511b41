namespace Workbench.Metrics;

/// <summary>A unit of parallel branches whose outputs are joined on the channels (Szegedy et al. 2015). Branches are named as torchvision names them.</summary>
internal sealed class InceptionBlock : nn.Module<Tensor, Tensor>
{
    private readonly List<Func<Tensor, Tensor>> _branches = [];

    private InceptionBlock()
        : base(nameof(InceptionBlock))
    {
    }

    /// <summary>A: 5×5 and double 3×3 at 35×35.</summary>
    public static InceptionBlock A(int inputs, int poolWidth, Func<Tensor, Tensor> pool)
    {
        var block = new InceptionBlock();
        block.Branch(block.Conv("branch1x1", inputs, 64));
        block.Branch(block.Conv("branch5x5_1", inputs, 48), block.Conv("branch5x5_2", 48, 64, 5, 5));
        block.Branch(block.Conv("branch3x3dbl_1", inputs, 64), block.Conv("branch3x3dbl_2", 64, 96, 3, 3), block.Conv("branch3x3dbl_3", 96, 96, 3, 3));
        block.Branch(pool, block.Conv("branch_pool", inputs, poolWidth));
        return block;
    }

    /// <summary>B: halves the size, 35 to 17.</summary>
    public static InceptionBlock B(int inputs)
    {
        var block = new InceptionBlock();
        block.Branch(block.Halving("branch3x3", inputs, 384));
        block.Branch(block.Conv("branch3x3dbl_1", inputs, 64), block.Conv("branch3x3dbl_2", 64, 96, 3, 3), block.Halving("branch3x3dbl_3", 96, 96));
        block.Branch(HalvingPool);
        return block;
    }

    /// <summary>C: rows and columns of seven at 17×17.</summary>
    public static InceptionBlock C(int inputs, int width, Func<Tensor, Tensor> pool)
    {
        var block = new InceptionBlock();
        block.Branch(block.Conv("branch1x1", inputs, 192));
        block.Branch(block.Conv("branch7x7_1", inputs, width), block.Conv("branch7x7_2", width, width, 1, 7), block.Conv("branch7x7_3", width, 192, 7, 1));
        block.Branch(
            block.Conv("branch7x7dbl_1", inputs, width), block.Conv("branch7x7dbl_2", width, width, 7, 1), block.Conv("branch7x7dbl_3", width, width, 1, 7),
            block.Conv("branch7x7dbl_4", width, width, 7, 1), block.Conv("branch7x7dbl_5", width, 192, 1, 7));
        block.Branch(pool, block.Conv("branch_pool", inputs, 192));
        return block;
    }

    /// <summary>D: halves the size, 17 to 8.</summary>
    public static InceptionBlock D(int inputs)
    {
        var block = new InceptionBlock();
        block.Branch(block.Conv("branch3x3_1", inputs, 192), block.Halving("branch3x3_2", 192, 320));
        block.Branch(block.Conv("branch7x7x3_1", inputs, 192), block.Conv("branch7x7x3_2", 192, 192, 1, 7), block.Conv("branch7x7x3_3", 192, 192, 7, 1), block.Halving("branch7x7x3_4", 192, 192));
        block.Branch(HalvingPool);
        return block;
    }

    /// <summary>E: branches that fork once more, at 8×8.</summary>
    public static InceptionBlock E(int inputs, Func<Tensor, Tensor> pool)
    {
        var block = new InceptionBlock();
        block.Branch(block.Conv("branch1x1", inputs, 320));
        block.Branch(block.Conv("branch3x3_1", inputs, 384), Fork(block.Conv("branch3x3_2a", 384, 384, 1, 3), block.Conv("branch3x3_2b", 384, 384, 3, 1)));
        block.Branch(block.Conv("branch3x3dbl_1", inputs, 448), block.Conv("branch3x3dbl_2", 448, 384, 3, 3), Fork(block.Conv("branch3x3dbl_3a", 384, 384, 1, 3), block.Conv("branch3x3dbl_3b", 384, 384, 3, 1)));
        block.Branch(pool, block.Conv("branch_pool", inputs, 192));
        return block;
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, sum of the branches' channels, h, w]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return cat([.. _branches.Select(branch => branch(x))], 1).MoveToOuterDisposeScope();
    }

    private Func<Tensor, Tensor> Conv(string name, int inputs, int outputs, int height = 1, int width = 1) => Register(name, new InceptionConv(inputs, outputs, (height, width), same: true));

    private Func<Tensor, Tensor> Halving(string name, int inputs, int outputs) => Register(name, new InceptionConv(inputs, outputs, (3, 3), stride: 2));

    private Func<Tensor, Tensor> Register(string name, InceptionConv layer)
    {
        register_module(name, layer);
        return layer.forward;
    }

    private void Branch(params Func<Tensor, Tensor>[] steps) => _branches.Add(x => steps.Aggregate(x, (y, step) => step(y)));

    private static Func<Tensor, Tensor> Fork(Func<Tensor, Tensor> left, Func<Tensor, Tensor> right) => x => cat([left(x), right(x)], 1);

    private static Tensor HalvingPool(Tensor x) => nn.functional.max_pool2d(x, 3, 2);
}
