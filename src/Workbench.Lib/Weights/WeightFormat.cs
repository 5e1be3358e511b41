namespace Workbench.Weights;

/// <summary>The formats of weights files.</summary>
public enum WeightFormat
{
    /// <summary>safetensors.</summary>
    SafeTensors,

    /// <summary>Zip archive of <c>torch.save</c>.</summary>
    TorchArchive,

    /// <summary>Format of <c>torch.save</c> before torch 1.6.</summary>
    LegacyTorch,

    /// <summary>Network pickle of the StyleGAN family.</summary>
    NetworkPickle,

    /// <summary>One NumPy array, .npy.</summary>
    NumpyArray,

    /// <summary>NumPy arrays in a zip archive, .npz.</summary>
    NumpyArchive,
}
