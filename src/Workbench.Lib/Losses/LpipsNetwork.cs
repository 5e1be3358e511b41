namespace Workbench.Losses;

/// <summary>The classification networks whose features LPIPS compares.</summary>
public enum LpipsNetwork
{
    /// <summary>AlexNet: fast; training losses and the metric of the paper use it.</summary>
    Alex,

    /// <summary>VGG-16: smoother gradients, about ten times the work; image optimisation uses it.</summary>
    Vgg,

    /// <summary>SqueezeNet 1.1: smallest.</summary>
    Squeeze,
}
