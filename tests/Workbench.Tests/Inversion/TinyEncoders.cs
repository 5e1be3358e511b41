using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Tests.Parity;
using Workbench.Training;

namespace Workbench.Tests.Inversion;

/// <summary>A generator of 32² pictures with planes of 16², and encoders for it whose weights are not zero.</summary>
internal static class TinyEncoders
{
    public static PanoHead Head(uint seed = 1, double sigmaBias = 1)
    {
        var network = new PanoHeadNetwork(DistillationConfig.Miniature.Generator);
        WeightRecipe.Apply(network, seed, sigmaBias: sigmaBias);
        return new PanoHead(network, "tiny");
    }

    public static TriGridEncoder Encoder(PanoHead head, uint seed, TriGridEncoderConfig? config = null)
    {
        manual_seed(seed);
        var encoder = TriGridEncoder.For(head, config);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var random = new SeededRandom(seed);
        foreach (var parameter in encoder.parameters().Where(parameter => parameter.abs().max().ToDouble() == 0))
            parameter.copy_(0.1 * random.Normal("weights", parameter.shape));
        return encoder;
    }

    public static Photo[] Photos(PanoHead head, params uint[] seeds) => [.. seeds.Select(seed => TinyHead.PhotoOf(head, seed))];

    public static OcclusionMask Mask(PanoHead head, float value, long heads = 1)
    {
        var config = head.Config;
        return new OcclusionMask(full([heads, 3, config.PlaneDepth, config.PlaneResolution, config.PlaneResolution], value), new OcclusionConfig());
    }
}
