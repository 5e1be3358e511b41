namespace Workbench.Training;

/// <summary>What reconstruction losses see of photographs, to be compared with any number of renders.</summary>
/// <param name="Image">The compared pixels, [N, 3, s, s].</param>
/// <param name="Perceptual">Features of the perceptual distance, [N, F].</param>
/// <param name="Identity">Features of the identity distance; null where none is taken.</param>
/// <param name="FaceSide">Pixels a side at which the identity network sees pictures.</param>
internal sealed record SeenPictures(Tensor Image, Tensor Perceptual, Tensor? Identity, int FaceSide);

/// <summary>What the renders of one step are compared with.</summary>
/// <param name="Photos">The photographs.</param>
/// <param name="Mirrored">The mirrored photographs; null where they are not compared.</param>
internal sealed record EncoderTargets(SeenPictures Photos, SeenPictures? Mirrored);
