using Workbench.Cameras;
using Workbench.Data;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>Photographs of the procedural photo population as training pictures of encoders.</summary>
internal static class PopulationPictures
{
    // Densities are estimated among so many photographs that follow each other.
    private const int Block = 512;

    /// <summary>A pool of photographs of the training split.</summary>
    /// <param name="config">Extras, poses, balance, size of the pool.</param>
    /// <param name="seed">Where in the split they begin.</param>
    /// <param name="side">Pixels a side.</param>
    /// <param name="grey">Background.</param>
    public static PicturePool Pool(EncoderDataConfig config, long seed, int side, double grey)
    {
        var offset = (long)(Ops.HashStream.Seed(seed, "encoder photographs") & 0x3FFF_FFFF);
        var (block, copies) = (-1L, Array.Empty<int>());
        return new PicturePool(config.Pool, config.FreshPerStep, Math.Min(config.Pool, 16), index =>
        {
            var photo = Photo(config, HeadSplit.Train, offset + index);
            using var rendered = HeadRenderer.Render([photo.Head], [photo.Camera], side, details: [photo.Details]);
            return (rendered.Image((float)grey), photo.Label, config.BalancePoses ? Copies(index) : 1);
        });

        int Copies(long index)
        {
            if (index / Block != block)
            {
                block = index / Block;
                var angles = Enumerable.Range(0, Block).Select(i => Photo(config, HeadSplit.Train, offset + block * Block + i).Camera.Position).Select(p => PoseDensity.Angles(p.X, p.Y, p.Z)).ToArray();
                copies = [.. PoseDensity.Estimate(angles).Select(PoseDensity.Copies)];
            }
            return copies[index % Block];
        }
    }

    /// <summary>A photograph of a split.</summary>
    public static HeadPhoto Photo(EncoderDataConfig config, HeadSplit split, long index) =>
        HeadPopulation.Photo(split, index % HeadPopulation.Count(split), extras: config.Extras, poses: config.Poses);

    /// <summary>A camera of the photographs' distribution.</summary>
    public static Camera Pose(EncoderDataConfig config, uint draw) =>
        HeadPopulation.Pose(config.SyntheticCameras == SyntheticCameras.AllRound ? PoseDistribution.Uniform : config.Poses, draw);
}
