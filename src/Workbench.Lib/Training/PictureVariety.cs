using Workbench.Ops;

namespace Workbench.Training;

/// <summary>Turns rendered heads into pictures as networks meet them: on any grey background, a little moved, mirrored, soft or noisy, as renders of a generator are.</summary>
internal static class PictureVariety
{
    private const double Noise = 0.04;

    /// <summary>Pictures of a batch.</summary>
    /// <param name="batch">Colours and coverage, [N, ·, S, S].</param>
    /// <param name="side">Pixels a side of the result, at most S.</param>
    /// <param name="random">Streams <c>background</c>, <c>move</c> and <c>noise</c>.</param>
    /// <param name="mirror">Whether half of the pictures are mirrored.</param>
    /// <returns>[N, 3, side, side], −1…1.</returns>
    public static Tensor Apply(HeadShotBatch batch, int side, RandomSource random, bool mirror = true)
    {
        using var scope = NewDisposeScope();
        var sizes = batch.Colours.shape;
        var n = sizes[0];
        var draws = random.Uniform("background", n, 5); // grey, whether white, whether mirrored, softness, noise
        var grey = where(draws[.., 1..2] < 0.5, ones(n, 1), draws[.., ..1]).view(n, 1, 1, 1); // half of the backgrounds are white
        var images = (batch.Colours + (1 - batch.Alpha) * grey) * 2 - 1; // [N, 3, S, S]
        if (mirror)
            images = where(draws[.., 2..3].view(n, 1, 1, 1) < 0.5, images.flip(3), images);
        var room = sizes[2] - side;
        if (room > 0)
        {
            // One cut for all: pictures of a batch differ enough by their poses.
            var move = DistillationBatch.Numbers(random.Uniform("move", 2));
            images = images.narrow(2, (long)(move[0] * (room + 1)), side).narrow(3, (long)(move[1] * (room + 1)), side);
        }
        var soft = nn.functional.avg_pool2d(nn.functional.pad(images, [1, 1, 1, 1], PaddingModes.Replicate), 3, 1);
        var share = (draws[.., 3..4].view(n, 1, 1, 1) * 2 - 1).clamp(min: 0); // half stay sharp
        var strength = (draws[.., 4..5].view(n, 1, 1, 1) * 2 - 1).clamp(min: 0) * Noise;
        return (images.lerp(soft, share) + random.Normal("noise", n, 3, side, side) * strength).MoveToOuterDisposeScope();
    }
}
