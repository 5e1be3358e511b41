using Workbench.Encoders;
using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>Keeps the person: the cosine between embeddings of a face recognition network (ArcFace; pSp §3.3).</summary>
/// <remarks>
/// The network stays in evaluation mode whatever the trainer does and asks for no gradient itself; gradients flow through it to the picture. The target's embedding carries none.
/// <code>
/// using var identity = IdentityLoss.Load("models/model_ir_se50.pth");
/// using var terms = identity.Compare(image, target);   // [N, 3, 256, 256], −1…1
/// terms.Loss.backward();
/// </code>
/// </remarks>
public sealed partial class IdentityLoss : IFeatureNetwork, IDisposable
{
    private readonly ArcFaceNetwork _network;
    private readonly FaceFraming _framing;

    /// <summary>Takes over a network, which is disposed with this object.</summary>
    /// <param name="network">The weights decide what counts as the same person.</param>
    /// <param name="name">What reports call it.</param>
    /// <param name="framing">How faces lie in the pictures.</param>
    /// <param name="metric">What results call the cosine; networks whose numbers must not be compared with the published one's have another name than ID.</param>
    public IdentityLoss(ArcFaceNetwork network, string name = "ArcFace IR-SE50", FaceFraming framing = FaceFraming.AlignedPortrait, string metric = "ID")
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(metric);
        (_network, _framing, Name, Metric) = (network, framing, name, metric);
        network.eval();
        foreach (var parameter in network.parameters())
            parameter.requires_grad = false;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What results call the cosine of two embeddings: ID for published networks, ID-demo for the demo network.</summary>
    public string Metric { get; }

    /// <summary>Pixels a side of what the network reads.</summary>
    public int FaceSide => _network.Config.ImageResolution;

    /// <summary>Unit vectors of persons.</summary>
    /// <param name="image">[N, 3, H, H], −1…1: aligned portraits of 256 pixels, larger ones are averaged to it; or centred heads, see <see cref="FaceFraming"/>.</param>
    /// <returns>[N, K]</returns>
    public Tensor Embed(Tensor image)
    {
        using var scope = NewDisposeScope();
        if (_network.training)
            _network.eval(); // a trainer's train() reaches every module it knows
        return _network.call(_framing == FaceFraming.CentredHead ? HeadCrop.Apply(image, FaceSide) : FaceCrop.Apply(image, FaceSide)).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of pictures against their targets, and how they stand to the pictures they were made from.</summary>
    /// <param name="image">Made pictures, [N, 3, H, H], −1…1.</param>
    /// <param name="target">What they should show, the same shape.</param>
    /// <param name="source">What they were made from; the target unless given.</param>
    public IdentityTerms Compare(Tensor image, Tensor target, Tensor? source = null)
    {
        using var scope = NewDisposeScope();
        Tensor wanted, given;
        using (no_grad())
        {
            wanted = Embed(target);
            given = source is null ? wanted.alias() : Embed(source);
        }
        var made = Embed(image); // [N, K]
        var toTarget = (made * wanted).sum(1); // [N]
        var toSource = (made * given).sum(1);
        var targetToSource = (wanted * given).sum(1);
        return new IdentityTerms((1 - toTarget).mean(), (toTarget - targetToSource).mean().detach(), stack([toTarget, toSource, targetToSource], 1).detach()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>Embeddings over √2: the squared distance of two is 1 − cosine.</remarks>
    public Tensor Features(Tensor imageSigned)
    {
        using var scope = NewDisposeScope();
        return (Embed(imageSigned) * Math.Sqrt(0.5)).MoveToOuterDisposeScope();
    }

    /// <summary>Moves the network.</summary>
    internal IdentityLoss To(Device device)
    {
        _network.to(device);
        return this;
    }

    /// <summary>Disposes the network.</summary>
    public void Dispose() => _network.Dispose();
}

/// <summary>What the identity loss found.</summary>
/// <param name="Loss">1 − cosine(image, target), mean over the batch: a scalar with gradient.</param>
/// <param name="Improvement">cosine(image, target) − cosine(target, source), mean over the batch: a scalar.</param>
/// <param name="Cosines">[N, 3]: image to target, image to source, target to source.</param>
public sealed record IdentityTerms(Tensor Loss, Tensor Improvement, Tensor Cosines) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Loss, Improvement, Cosines];
}
