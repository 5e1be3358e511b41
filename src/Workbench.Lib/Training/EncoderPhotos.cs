using Workbench.Cameras;
using Workbench.Ops;

namespace Workbench.Training;

/// <summary>Photographs of one step, with their cameras.</summary>
/// <param name="Image">[N, 3, H, H], −1…1.</param>
/// <param name="Cameras">[N, 25]</param>
/// <param name="Names">What messages call them.</param>
internal sealed record EncoderPhotos(Tensor Image, Tensor Cameras, IReadOnlyList<string> Names) : TensorRecord
{
    protected override IEnumerable<Tensor?> Owned => [Image, Cameras];
}

/// <summary>Pictures for encoders, drawn one by one.</summary>
internal interface IEncoderPictures : IDisposable
{
    /// <summary>Draws a picture.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="u">Uniform in 0…1: which one.</param>
    (Tensor Image, Camera Camera, string Name) Draw(long step, double u);
}

/// <summary>Pictures that are made one after the other and wait to be drawn: number i is a function of i alone, so that a resumed training finds the same pool.</summary>
/// <param name="size">Pictures that wait at most.</param>
/// <param name="freshPerStep">Made a step.</param>
/// <param name="first">Made before the first step.</param>
/// <param name="make">Makes picture i, [1, 3, H, H] in −1…1, and says how often it is shown, 1 or more.</param>
internal sealed class PicturePool(int size, double freshPerStep, int first, Func<long, (Tensor Image, Camera Camera, int Copies)> make) : IEncoderPictures
{
    private readonly Queue<(Tensor Bytes, Camera Camera, int Copies, long Index)> _waiting = new();
    private long _made;

    public (Tensor Image, Camera Camera, string Name) Draw(long step, double u)
    {
        Fill(first + (long)(step * freshPerStep));
        var place = u * _waiting.Sum(item => (double)item.Copies);
        foreach (var item in _waiting)
            if ((place -= item.Copies) < 0)
                return Read(item);
        return Read(_waiting.Last());
    }

    public void Dispose()
    {
        foreach (var item in _waiting)
            item.Bytes.Dispose();
        _waiting.Clear();
    }

    private void Fill(long newest)
    {
        _made = Math.Max(_made, newest - size); // older ones would have left already
        for (; _made < newest; _made++)
        {
            if (_waiting.Count == size)
                _waiting.Dequeue().Bytes.Dispose();
            using var scope = NewDisposeScope();
            var (image, camera, copies) = make(_made);
            var bytes = ((image.clamp(-1, 1) + 1) * 127.5).round().to(ScalarType.Byte).DetachFromDisposeScope();
            _waiting.Enqueue((bytes, camera, copies, _made));
        }
    }

    private static (Tensor Image, Camera Camera, string Name) Read((Tensor Bytes, Camera Camera, int Copies, long Index) item) =>
        (item.Bytes.to(ScalarType.Float32) / 127.5 - 1, item.Camera, $"picture {item.Index}");
}
