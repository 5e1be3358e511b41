using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;
using Workbench.Inversion;

namespace Workbench.Training;

/// <summary>Photographs of a data set on the disk as training pictures of encoders; what is shown more often or mirrored stays on its side of the split.</summary>
internal sealed class FolderPictures : IEncoderPictures
{
    private readonly ImageDataset _set;
    private readonly LabelledImage[] _shown;
    private readonly LabelledImage[] _heldOut;
    private readonly int _side;
    private readonly double _grey;

    /// <summary>Opens a data set.</summary>
    /// <exception cref="DatasetException">There is nothing to train on.</exception>
    public FolderPictures(EncoderDataConfig config, int side, double grey)
    {
        (_side, _grey) = (side, grey);
        _set = ImageDataset.Open(config.Folder!, config.Masks);
        try
        {
            var images = _set.Images;
            var kept = (int)(images.Count * config.HeldOutShare);
            _heldOut = [.. images.Skip(images.Count - kept)];
            var training = images.Take(images.Count - kept).ToArray();
            if (training.Length == 0)
                throw new DatasetException(config.Folder!, ["there are too few labelled images to keep some for evaluation; lower HeldOutShare."]);
            _shown = config.BalancePoses && training.Length >= 3 ? Balanced(training) : training;
        }
        catch
        {
            _set.Dispose();
            throw;
        }
    }

    /// <summary>Photographs that are never trained on.</summary>
    public IReadOnlyList<LabelledImage> HeldOut => _heldOut;

    /// <summary>A camera of the photographs.</summary>
    public Camera Pose(double u) => _shown[Math.Min(_shown.Length - 1, (int)(u * _shown.Length))].Camera;

    public (Tensor Image, Camera Camera, string Name) Draw(long step, double u)
    {
        var image = _shown[Math.Min(_shown.Length - 1, (int)(u * _shown.Length))];
        return (Read(image), image.Camera, image.Name);
    }

    /// <summary>A photograph over the grey background, [1, 3, side, side].</summary>
    public Tensor Read(LabelledImage image)
    {
        using var scope = NewDisposeScope();
        var picture = _set.Picture(image).ToTensor();
        picture = picture.dim() == 3 ? picture.unsqueeze(0) : picture;
        if (_set.Mask(image) is { } mask)
        {
            var kept = mask.ToMask();
            picture = TriGridEncoder.OverGrey(picture, RefinementPictures.Sized(kept.dim() == 3 ? kept.unsqueeze(0) : kept, (int)picture.shape[2]), _grey);
        }
        return RefinementPictures.Sized(picture, _side).MoveToOuterDisposeScope();
    }

    public void Dispose() => _set.Dispose();

    private static LabelledImage[] Balanced(LabelledImage[] images)
    {
        var densities = PoseDensity.Estimate([.. images.Select(image => image.Camera.Position).Select(p => PoseDensity.Angles(p.X, p.Y, p.Z))]);
        return [.. images.SelectMany((image, i) => Enumerable.Repeat(image, PoseDensity.Copies(densities[i])))];
    }
}
