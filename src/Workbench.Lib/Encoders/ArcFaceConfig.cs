namespace Workbench.Encoders;

/// <summary>Shape of a face recognition network; defaults are those of <c>model_ir_se50</c>.</summary>
public sealed record ArcFaceConfig
{
    /// <summary>The trunk.</summary>
    public IrSeConfig Trunk { get; init; } = IrSeConfig.IrSe50;

    /// <summary>Pixels of the input a side.</summary>
    public int ImageResolution { get; init; } = 112;

    /// <summary>Numbers of an embedding.</summary>
    public int EmbeddingWidth { get; init; } = 512;

    /// <summary>Whether the last normalisation scales and shifts; the factory variants, CurricularFace among them, only normalise.</summary>
    public bool AffineEmbedding { get; init; } = true;

    /// <summary>Share of the numbers that dropout removes in training.</summary>
    public double Dropout { get; init; } = 0.6;

    /// <summary>The identity network of pSp and its descendants, <c>model_ir_se50.pth</c>.</summary>
    public static ArcFaceConfig IrSe50 { get; } = new();

    /// <summary>The 100 plain layers of CurricularFace (Huang et al. 2020).</summary>
    public static ArcFaceConfig CurricularFace { get; } = new() { Trunk = IrSeConfig.IrSe100 with { Unit = ResidualUnit.Plain }, AffineEmbedding = false };

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Trunk.Validate());
        if (problems.Count == 0 && (ImageResolution < Trunk.Stride || ImageResolution % Trunk.Stride != 0))
            problems.Add($"ImageResolution must be a multiple of the trunk's stride {Trunk.Stride}, got {ImageResolution}.");
        if (EmbeddingWidth < 1 || Dropout is not (>= 0 and < 1))
            problems.Add($"EmbeddingWidth must be positive and Dropout in [0, 1), got {EmbeddingWidth} and {Dropout}.");
        return problems;
    }
}
