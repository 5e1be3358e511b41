namespace Workbench.Photos;

/// <summary>What a crop shows where it reaches beyond the photograph.</summary>
public enum CropBorder
{
    /// <summary>The photograph mirrored at its edge; the edge pixel is repeated.</summary>
    Reflect,

    /// <summary>Black, as the crops of EG3D.</summary>
    Black,
}
