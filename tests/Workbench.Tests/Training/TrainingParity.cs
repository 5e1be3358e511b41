using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Discriminators;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Tests.Parity;
using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>Discriminators, penalties and one evaluation of each loss phase against the original.</summary>
internal static partial class TrainingParity
{
    private const double Unit = 1e-5;

    // What a file without the key sigma_bias was made with: nearly empty heads.
    private const double SigmaBias = -4;

    [Parity("panohead/training*.safetensors")]
    internal static void Training(Fixture f)
    {
        Primitives(f);
        foreach (var name in f.Metadata.Keys.Where(key => key.EndsWith(".shapes", StringComparison.Ordinal)).Select(key => key[..^".shapes".Length]))
            Discriminators(f, name);
        foreach (var phase in f.Metadata.Keys.Where(key => key.StartsWith("loss.", StringComparison.Ordinal) && key.EndsWith(".stats", StringComparison.Ordinal)).Select(key => key.Split('.')[1]))
            Phase(f, phase);
        Projection(f);
    }

    private static void Primitives(Fixture f)
    {
        var group = f.Json("D_kwargs").GetProperty("epilogue_kwargs").Integer("mbstd_group_size", 4);
        foreach (var key in f.Under("out.mbstd"))
        {
            // "", or "_group2_c2"
            var options = GroupCase().Match(key);
            f.Expect("out.mbstd" + key, options.Success
                ? MinibatchStd.Append(f["mbstd.x"], Integer(options.Groups[1].Value), Integer(options.Groups[2].Value))
                : MinibatchStd.Append(f["mbstd.x"], group), Unit, Unit);
        }
        foreach (var key in f.Under("out.filtered_resizing."))
        {
            // "24.antialiased", "24.0.25"
            var size = Integer(key[..key.IndexOf('.', StringComparison.Ordinal)]);
            var filter = key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..];
            var image = f["image"][..(int)f.ShapeOf("out.filtered_resizing." + key)[0]];
            f.Expect("out.filtered_resizing." + key, double.TryParse(filter, CultureInfo.InvariantCulture, out var share)
                ? FilteredResize.Blend(image, size, share)
                : FilteredResize.Apply(image, size, Enum.Parse<ResizeFilter>(filter, ignoreCase: true)), Unit, Unit);
        }
        foreach (var key in f.Under("blur_kernel."))
        {
            var sigma = double.Parse(key, CultureInfo.InvariantCulture);
            f.Expect("blur_kernel." + key, Blur.Kernel(sigma), 1e-7, 1e-6);
            if (f.Has("out.blur." + key))
                f.Expect("out.blur." + key, Blur.Apply(f["image"][..(int)f.ShapeOf("out.blur." + key)[0]], sigma), Unit, Unit);
        }
    }

    private static void Discriminators(Fixture f, string name)
    {
        using var network = CreateDiscriminator(f, name, f.Json("D_kwargs").Integer("img_resolution", 512));
        var state = network.state_dict();
        var expected = f.Json(name + ".shapes").EnumerateObject().ToDictionary(item => item.Name, item => string.Join(", ", item.Value.EnumerateArray()));
        foreach (var key in expected.Keys.Union(state.Keys))
        {
            var (want, got) = (expected.GetValueOrDefault(key, "nothing"), state.TryGetValue(key, out var value) ? string.Join(", ", value.shape) : "nothing");
            if (want != got)
                f.Fail($"{name}.{key}: expected [{want}], got [{got}]");
        }
        var input = new DiscriminatorInput(f["image"].requires_grad_(), f["image_raw"].requires_grad_(), f["image_mask"].requires_grad_());
        var scores = network.Score(input, f["c"]);
        f.Expect("out." + name, scores, Unit, Unit);
        if (network.Config.Mask != MaskRoute.Channel)
            return;
        var gradients = Differentiate.Gradient(scores, [input.Image, input.ImageRaw, input.Mask!]);
        f.Expect("out.grad_raw", gradients[1], Unit, Unit);
        f.Expect("out.r1_image", SquaredNorm(gradients[0]) + SquaredNorm(gradients[1]), Unit, 1e-4);
        f.Expect("out.r1_mask", SquaredNorm(gradients[2]), Unit, 1e-4);
    }

    private static Tensor SquaredNorm(Tensor x) => x.square().sum([1, 2, 3]);

    private static void Phase(Fixture f, string phase)
    {
        var seed = (uint)f.Number("seed");
        var options = f.Json("G_kwargs");
        var rendering = options.GetProperty("rendering_kwargs");
        using var generator = new PanoHeadNetwork(OfficialOptions.Read(JsonNode.Parse(f.Metadata["G_kwargs"])!.AsObject()));
        WeightRecipe.Apply(generator, seed, sigmaBias: f.Metadata.ContainsKey("sigma_bias") ? f.Number("sigma_bias") : SigmaBias);
        using var discriminator = CreateDiscriminator(f, "MaskDualDiscriminatorV2", generator.Config.ImageResolution);
        generator.train();
        discriminator.train();

        // "batch 4, real image l.img, real mask l.seg in [0,1], z l.z, real_c = c, gen_c = roll(c,1,0), cur_nimg 150000"; the image is uniform in ±1
        var note = f.Metadata["note"];
        var batch = Integer(Batch().Match(note).Groups[1].Value);
        var side = generator.Config.ImageResolution;
        using var real = new RealHeads(WeightRecipe.Symmetric("l.img", seed, 1, 0, [batch, 3, side, side]), WeightRecipe.Uniform("l.seg", seed, [batch, 1, side, side]), f["c"]);
        var (z, cameras) = (WeightRecipe.Normal("l.z", seed, [batch, generator.Config.LatentWidth]), f["c"].roll(1, 0));
        var config = new ObjectiveConfig
        {
            CameraPenalty = rendering.Number("trans_reg", 0),
            ConditionSwap = rendering.MaybeNumber("gpc_reg_prob"),
            DensityWeight = rendering.Number("density_reg", 0),
            DensityDistance = rendering.Number("density_reg_p_dist", 0),
            InitialResolution = RenderingSide(f),
        };
        var objective = new PanoHeadObjective(generator, discriminator, config);
        var state = config.At(Integer(ImagesSeen().Match(note).Groups[1].Value));
        var random = new RecordingRandom(new RecipeRandom($"loss.{phase}", seed), $"loss.{phase}");
        using var result = phase switch
        {
            "Gmain" => objective.GeneratorMain(z, cameras, state, random),
            "Greg" => objective.GeneratorRegularization(z, cameras, state, random),
            "Dmain" => objective.DiscriminatorMain(z, cameras, real, state, random),
            "Dreg" => objective.DiscriminatorRegularization(real, state, random),
            _ => throw new NotSupportedException($"No phase is called '{phase}'."),
        };
        var calls = f.Json($"loss.{phase}.random_calls").EnumerateArray().Select(call => $"{call[0].GetString()} [{string.Join(", ", call[1].EnumerateArray())}]").ToList();
        var made = random.Calls.Select(call => $"{call.Name} [{string.Join(", ", call.Shape)}]").ToList();
        if (!calls.SequenceEqual(made))
            f.Fail($"loss.{phase}: random calls {string.Join("; ", made)} instead of {string.Join("; ", calls)}");
        var numbers = result.ToNumbers();
        foreach (var statistic in f.Json($"loss.{phase}.stats").EnumerateObject())
            f.ExpectNumber($"loss.{phase} {statistic.Name}", statistic.Value.GetDouble(), numbers[Readable(statistic.Name)], 1e-7, 1e-4);
        // A regularisation phase counts as many times as the steps it stands for.
        (result.Loss * (phase switch { "Greg" => 4, "Dreg" => 16, _ => 1 })).backward();
        GradientNorms(f, phase, phase[0] == 'G' ? generator : discriminator);
        if (f.Has("out.w_avg_after_" + phase))
            f.Expect("out.w_avg_after_" + phase, generator.Mapping.Average!, Unit, Unit);
    }

    // Gradients that vanish in exact arithmetic (a bias before a difference) are rounding noise: below a millionth of the phase's largest norm only smallness counts.
    private static void GradientNorms(Fixture f, string phase, nn.Module network)
    {
        var expected = f.Json($"loss.{phase}.gradnorms").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetDouble());
        var floor = 1e-6 * expected.Values.Max();
        foreach (var (name, parameter) in network.named_parameters())
        {
            f.ExpectNumber($"loss.{phase} ∂{name}", expected.GetValueOrDefault(name), Gradients.Norm(parameter), floor, 1e-3);
            expected.Remove(name);
        }
        foreach (var name in expected.Keys)
            f.Fail($"loss.{phase} ∂{name}: the network has no such parameter");
    }

    private static void Projection(Fixture f)
    {
        // Rows: steps, step, learning rate, deviation of the input noise in units of the spread of w.
        var schedule = f["projector.schedule"];
        var rows = schedule.data<double>().ToArray();
        for (var i = 0; i < rows.Length; i += 4)
        {
            var (steps, step) = ((int)rows[i], (int)rows[i + 1]);
            f.ExpectNumber($"projector.schedule rate {step}/{steps}", rows[i + 2], OptimizationSchedule.LearningRate(step, steps), 1e-12);
            f.ExpectNumber($"projector.schedule noise {step}/{steps}", rows[i + 3], OptimizationSchedule.InputNoise(step, steps), 1e-12);
        }
        var noise = f["projector.noise"];
        f.Expect("projector.noise_reg", NoiseRegularizer.Penalty(noise).reshape(f.ShapeOf("projector.noise_reg")), 1e-7, Unit);
        f.Expect("projector.noise_normalized", NoiseRegularizer.Normalize(noise), Unit, Unit);
    }

    private static PanoHeadDiscriminator CreateDiscriminator(Fixture f, string name, int resolution)
    {
        var o = f.Json("D_kwargs");
        var network = new PanoHeadDiscriminator(new PanoHeadDiscriminatorConfig
        {
            ConditionWidth = o.Integer("c_dim", 25),
            Resolution = resolution,
            ImageChannels = o.Integer("img_channels", 3),
            ChannelBase = o.Integer("channel_base", 32768),
            ChannelMax = o.Integer("channel_max", 512),
            Clamp = o.MaybeNumber("conv_clamp"),
            Mask = name switch
            {
                "DualDiscriminator" => MaskRoute.None,
                "MaskDualDiscriminator" => MaskRoute.Tower,
                "MaskDualDiscriminatorV2" => MaskRoute.Channel,
                _ => throw new NotSupportedException($"No discriminator is called '{name}'."),
            },
            MaskResolution = o.Integer("seg_resolution", 128),
            MaskChannels = o.Integer("seg_channels", 1),
            GroupSize = o.GetProperty("epilogue_kwargs").Integer("mbstd_group_size", 4),
            MappingLayers = o.GetProperty("mapping_kwargs").Integer("num_layers", 8),
            LabelNoise = o.Number("disc_c_noise", 0),
        });
        WeightRecipe.Apply(network, (uint)f.Number("seed"), "D.");
        return network;
    }

    // The jitter of coarse samples, the only uniform call of shape [N, R, S, 1], tells the number of rays.
    private static int RenderingSide(Fixture f) => f.Json("loss.Gmain.random_calls").EnumerateArray()
        .Where(call => call[0].GetString()!.Contains(".rand.", StringComparison.Ordinal) && call[1].GetArrayLength() == 4)
        .Select(call => (int)Math.Sqrt(call[1][1].GetInt32())).First();

    private static string Readable(string official) => official switch
    {
        "Loss/scores/fake" => PhaseStatistics.FakeScore,
        "Loss/signs/fake" => PhaseStatistics.FakeSign,
        "Loss/scores/real" => PhaseStatistics.RealScore,
        "Loss/signs/real" => PhaseStatistics.RealSign,
        "Loss/G/loss" => PhaseStatistics.GeneratorLoss,
        "Loss/G/trans_reg_loss" => PhaseStatistics.CameraPenalty,
        "Loss/G/TVloss" => PhaseStatistics.DensityPenalty,
        "Loss/D/loss" => PhaseStatistics.DiscriminatorLoss,
        "Loss/r1_penalty" => PhaseStatistics.ImageGradient,
        "Loss/r1_penalty_seg" => PhaseStatistics.MaskGradient,
        "Loss/D/reg" => PhaseStatistics.R1Penalty,
        _ => throw new NotSupportedException($"No statistic is called '{official}'."),
    };

    private static int Integer(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^_group(\d+)_c(\d+)$")]
    private static partial Regex GroupCase();

    [GeneratedRegex(@"batch (\d+)")]
    private static partial Regex Batch();

    [GeneratedRegex(@"cur_nimg (\d+)")]
    private static partial Regex ImagesSeen();
}
