namespace Workbench.Training.Optimizers;

/// <summary>Published versions of the Ranger optimiser; they differ in weight decay and in gradient centralisation.</summary>
public enum RangerVersion
{
    /// <summary>Version 20.4.11, which pSp, e4e and TriPlaneNet train with: weight decay shrinks the parameter before the step; gradients are always centralised.</summary>
    April2020,

    /// <summary>Version 2020.9.4: weight decay is part of the step's direction; centralisation can be switched off or moved to the direction.</summary>
    September2020,
}

/// <summary>Which gradients lose their mean over all axes but the first (Yong et al. 2020).</summary>
public enum GradientCentralization
{
    /// <summary>None. Version 20.4.11 ignores this and centralises as under <see cref="Matrices"/>.</summary>
    None,

    /// <summary>Those of more than one axis.</summary>
    Matrices,

    /// <summary>Those of more than three axes: convolutions.</summary>
    Convolutions,
}
