using Workbench.Cameras;
using Workbench.Discriminators;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Tests.Inversion;
using Workbench.Tests.Parity;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class PanoHeadObjectiveTests : TensorTest
{
    private const int Count = 2;

    private static readonly ObjectiveConfig Config = new() { InitialResolution = 8, DensityWeight = 0.25, DensityPoints = 20 };

    [Fact]
    public void Generator_phase_reaches_every_generator_parameter_and_leaves_the_average_alone()
    {
        using var studio = new Studio();
        var before = studio.Generator.Mapping.Average!.clone();
        using var loss = studio.Objective().GeneratorMain(studio.Z, studio.Cameras, Config.At(0), RandomSource.Seeded(1));
        loss.Loss.backward();
        var silent = studio.Generator.named_parameters().Where(item => Gradients.Norm(item.parameter) == 0).Select(item => item.name);
        Assert.All(silent, name => Assert.Matches("^superresolution.*noise_strength$", name)); // super-resolution runs without noise
        Assert.True(studio.Generator.Mapping.Average!.eq(before).all().ToBoolean());
    }

    [Fact]
    public void Discriminator_phase_moves_the_average_and_gives_the_generator_no_gradient()
    {
        using var studio = new Studio();
        var before = studio.Generator.Mapping.Average!.clone();
        using var loss = studio.Objective().DiscriminatorMain(studio.Z, studio.Cameras, studio.Real, Config.At(0), RandomSource.Seeded(1));
        loss.Loss.backward();
        Assert.False(studio.Generator.Mapping.Average!.eq(before).all().ToBoolean());
        Assert.All(studio.Generator.parameters(), parameter => Assert.Null(parameter.grad));
        Assert.All(studio.Discriminator.named_parameters(), item => Assert.True(Gradients.Norm(item.parameter) > 0, item.name));
    }

    [Fact]
    public void Phases_never_change_a_parameter()
    {
        using var studio = new Studio();
        var before = studio.Parameters();
        foreach (var phase in studio.Phases(7))
            phase.Dispose();
        Assert.All(studio.Parameters().Zip(before), pair => Assert.True(pair.First.eq(pair.Second).all().ToBoolean()));
    }

    [Fact]
    public void Same_seed_gives_the_same_losses()
    {
        using var studio = new Studio();
        var first = studio.Phases(7).Select(phase => phase.Loss.ToDouble()).ToArray();
        studio.Restore(); // the average moved
        Assert.Equal(first, studio.Phases(7).Select(phase => phase.Loss.ToDouble()));
    }

    [Fact]
    public void Penalty_of_a_discriminator_without_mask_has_no_mask_part()
    {
        using var studio = new Studio();
        using var blind = new PanoHeadDiscriminator(studio.Discriminator.Config with { Mask = MaskRoute.None });
        using var loss = new PanoHeadObjective(studio.Generator, blind, Config).DiscriminatorRegularization(studio.Real, Config.At(0), RandomSource.Seeded(1));
        Assert.DoesNotContain(PhaseStatistics.MaskGradient, loss.Statistics.Keys);
        var numbers = loss.ToNumbers();
        Assert.Equal(numbers[PhaseStatistics.ImageGradient] / 2, numbers[PhaseStatistics.R1Penalty], 1e-9);
    }

    [Fact]
    public void Penalty_weights_count_in_proportion()
    {
        using var studio = new Studio();
        var config = Config with { ImagePenalty = 3, MaskPenalty = 5 };
        using var loss = studio.Objective(config).DiscriminatorRegularization(studio.Real, config.At(0), RandomSource.Seeded(1));
        var numbers = loss.ToNumbers();
        Assert.Equal(1.5 * numbers[PhaseStatistics.ImageGradient] + 2.5 * numbers[PhaseStatistics.MaskGradient], numbers[PhaseStatistics.R1Penalty], 1e-6);
    }

    [Fact]
    public void Photographs_are_brought_to_the_rendering_resolution()
    {
        using var studio = new Studio();
        using var prepared = studio.Objective().Prepare(studio.Real, Config.At(10_000_000));
        Assert.Equal([Count, 3, 8, 8], prepared.ImageRaw.shape);
        Assert.Equal([Count, 1, 8, 8], prepared.Mask!.shape);
        Assert.True(prepared.ImageRaw.allclose(Resize.Bilinear(prepared.Image, 8, 8, antialias: true)));
    }

    [Fact]
    public void Raw_photographs_are_blurred_early_on()
    {
        using var studio = new Studio();
        var sharp = Config with { BlurRaw = false };
        var state = Config.At(100_000);
        using var blurred = studio.Objective().Prepare(studio.Real, state);
        using var plain = studio.Objective(sharp).Prepare(studio.Real, state);
        Assert.True(blurred.ImageRaw.allclose(Blur.Apply(plain.ImageRaw, 5)));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Probability_of_a_swap_decides_whose_camera_conditions(double probability, bool swapped)
    {
        using var studio = new Studio();
        var state = Config.At(0) with { ConditionSwap = probability };
        var condition = GeneratorRun.Condition(studio.Cameras, state, RandomSource.Seeded(3), Count, 1);
        Assert.True(condition.eq(swapped ? studio.Cameras.roll(1, 0) : studio.Cameras).all().ToBoolean());
    }

    [Fact]
    public void Conditioning_that_is_off_sees_zeros_and_draws_nothing()
    {
        using var studio = new Studio();
        var random = new RecordingRandom(RandomSource.Seeded(3), "");
        Assert.Equal(0, GeneratorRun.Condition(studio.Cameras, Config.At(0) with { ConditionSwap = null }, random, Count, 1).abs().max().ToDouble());
        Assert.Empty(random.Calls);
    }

    [Fact]
    public void What_is_switched_off_draws_nothing()
    {
        using var studio = new Studio();
        var config = Config with { ConditionSwap = null, BackgroundSwap = 0, DensityNoiseFade = 0 };
        var random = new RecordingRandom(RandomSource.Seeded(3), "x");
        using var heads = GeneratorRun.Run(studio.Generator, studio.Z, studio.Cameras, config, config.At(0), random);
        Assert.Equal(["x.rand.0 [2, 64, 6, 1]", "x.rand.1 [128, 4]"], random.Calls.Where(call => call.Name.Contains(".rand.", StringComparison.Ordinal)).Select(call => $"{call.Name} [{string.Join(", ", call.Shape)}]"));
    }

    [Fact]
    public void Background_swap_changes_the_picture_but_not_the_mask()
    {
        using var studio = new Studio();
        var state = Config.At(10_000_000);
        using var own = GeneratorRun.Run(studio.Generator, studio.Z, studio.Cameras, Config with { BackgroundSwap = 1e-9 }, state, RandomSource.Seeded(3));
        using var other = GeneratorRun.Run(studio.Generator, studio.Z, studio.Cameras, Config with { BackgroundSwap = 1 }, state, RandomSource.Seeded(3));
        Assert.True(own.Views.Mask.eq(other.Views.Mask).all().ToBoolean());
        Assert.False(own.Views.ImageRaw.allclose(other.Views.ImageRaw));
    }

    [Fact]
    public void Style_mixing_keeps_the_first_style()
    {
        using var studio = new Studio();
        var ws = studio.Generator.Map(studio.Z, studio.Cameras);
        var mixed = GeneratorRun.Mix(studio.Generator, ws, studio.Z, studio.Cameras, Config with { StyleMixing = 1 }, RandomSource.Seeded(5));
        Assert.True(mixed[.., 0].eq(ws[.., 0]).all().ToBoolean());
        Assert.False(mixed[.., ^1].allclose(ws[.., ^1]));
    }

    [Theory]
    [InlineData(DensityPenalty.MonotonicDetached)]
    [InlineData(DensityPenalty.Monotonic)]
    public void Monotonic_penalties_add_a_second_term(DensityPenalty kind)
    {
        using var studio = new Studio();
        var config = Config with { DensityPenalty = kind };
        using var loss = studio.Objective(config).GeneratorRegularization(studio.Z, studio.Cameras, config.At(10_000_000), RandomSource.Seeded(4));
        var numbers = loss.ToNumbers();
        Assert.True(numbers[PhaseStatistics.MonotonicPenalty] > 0);
        Assert.Equal(numbers[PhaseStatistics.MonotonicPenalty] + numbers[PhaseStatistics.DensityPenalty], loss.Loss.ToDouble(), 1e-6);
        loss.Loss.backward();
        Assert.Contains(studio.Generator.parameters(), parameter => Gradients.Norm(parameter) > 0);
    }

    /// <summary>Two small networks and one batch.</summary>
    private sealed class Studio : IDisposable
    {
        public Studio()
        {
            Restore();
            WeightRecipe.Apply(Discriminator, 1, "D.");
        }

        public PanoHeadNetwork Generator { get; } = new(TinyHead.Config);

        public PanoHeadDiscriminator Discriminator { get; } = new(new PanoHeadDiscriminatorConfig { Resolution = 16, ChannelBase = 64, ChannelMax = 4, MappingLayers = 2 });

        public Tensor Z { get; } = WeightRecipe.Normal("z", 1, [Count, 8]);

        public Tensor Cameras { get; } = Camera.ToTensor([Camera.At(20), Camera.At(-50)]);

        public RealHeads Real { get; } = new(
            WeightRecipe.Symmetric("image", 1, 1, 0, [Count, 3, 16, 16]), WeightRecipe.Uniform("mask", 1, [Count, 1, 16, 16]), Camera.ToTensor([Camera.At(0), Camera.At(90)]));

        public PanoHeadObjective Objective(ObjectiveConfig? config = null) => new(Generator, Discriminator, config ?? Config);

        public void Restore() => WeightRecipe.Apply(Generator, 1, sigmaBias: 1);

        public PhaseLoss[] Phases(long seed)
        {
            var (objective, state, random) = (Objective(), Config.At(50_000), RandomSource.Seeded(seed));
            return
            [
                objective.GeneratorMain(Z, Cameras, state, random), objective.GeneratorRegularization(Z, Cameras, state, random),
                objective.DiscriminatorMain(Z, Cameras, Real, state, random), objective.DiscriminatorRegularization(Real, state, random),
            ];
        }

        public Tensor[] Parameters() => [.. Generator.parameters().Concat(Discriminator.parameters()).Select(parameter => parameter.detach().clone())];

        public void Dispose()
        {
            Generator.Dispose();
            Discriminator.Dispose();
        }
    }
}
