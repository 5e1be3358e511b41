using TorchSharp.Modules;
using Workbench.Tests.Parity;
using Workbench.Training.Optimizers;

namespace Workbench.Tests.Training;

/// <summary>Trajectories of the optimisers, step by step.</summary>
internal static class OptimizerParity
{
    private const double Absolute = 2e-6;

    [Parity("encoders/optim*.safetensors")]
    internal static void Trajectories(Fixture f)
    {
        var table = f["nsma_table"].data<double>().ToArray();
        var settings = new RangerSettings();
        for (var row = 0; row < table.Length; row += 3)
        {
            var rectification = Rectification.At((long)table[row], settings.Beta1, settings.Beta2, settings.LengthThreshold);
            f.ExpectNumber($"nsma_table length at {table[row]}", table[row + 1], rectification.Length, 1e-9, 1e-9);
            f.ExpectNumber($"nsma_table factor at {table[row]}", table[row + 2], rectification.Factor, 1e-9, 1e-9);
        }
        foreach (var tag in f.Keys.Where(key => key.Contains('.', StringComparison.Ordinal)).Select(key => key[..key.LastIndexOf('.')]).Distinct().Order(StringComparer.Ordinal).ToList())
            Trajectory(f, tag);
    }

    private static void Trajectory(Fixture f, string tag)
    {
        var salt = f.Metadata["salt"];
        var names = f.Under(tag + ".").Order(StringComparer.Ordinal).ToList();
        var starts = names.ToDictionary(name => name, name => WeightRecipe.Input(salt, $"opt.{name}.p0", f.ShapeOf($"{tag}.{name}").AsSpan(1)));
        var parameters = names.ToDictionary(name => name, name => new Parameter(starts[name].clone()));
        using var optimizer = Create(tag, [.. parameters.Values]);
        var paths = names.ToDictionary(name => name, _ => new List<Tensor>());
        var steps = f.ShapeOf($"{tag}.{names[0]}")[0];
        for (var step = 1; step <= steps; step++)
        {
            foreach (var (name, parameter) in parameters)
                using (no_grad())
                    parameter.grad = Gradient(salt, name, step, parameter);
            optimizer.step();
            using var grad = no_grad();
            foreach (var (name, parameter) in parameters)
                paths[name].Add(parameter.detach().clone());
        }
        foreach (var name in names)
            f.Expect($"{tag}.{name}", stack(paths[name]), Absolute);
    }

    private static Tensor Gradient(string salt, string name, int step, Tensor parameter)
    {
        var shape = parameter.shape;
        var curvature = WeightRecipe.Input(salt, $"opt.{name}.curv", shape, 0.5, 1);
        return curvature * (parameter.detach() - WeightRecipe.Input(salt, $"opt.{name}.target", shape)) + WeightRecipe.Input(salt, $"opt.{name}.g{step}", shape, 0.3);
    }

    private static optim.Optimizer Create(string tag, Parameter[] parameters)
    {
        var ranger = new RangerSettings { LearningRate = 1e-2 };
        var later = ranger with { Version = RangerVersion.September2020 };
        var radam = new RectifiedAdamSettings { LearningRate = 1e-2, Beta1 = ranger.Beta1, Beta2 = ranger.Beta2, Epsilon = ranger.Epsilon };
        return tag switch
        {
            "ranger" => new Ranger(parameters, ranger),
            "ranger_lr1e-4" => new Ranger(parameters, ranger with { LearningRate = 1e-4 }),
            "ranger_usegc_false_is_ignored" => new Ranger(parameters, ranger with { Centralization = GradientCentralization.None }),
            "ranger_gc_conv_only" => new Ranger(parameters, ranger with { Centralization = GradientCentralization.Convolutions }),
            "ranger_wd" => new Ranger(parameters, ranger with { WeightDecay = 0.05 }),
            "ranger2020_9_4" => new Ranger(parameters, later),
            "ranger2020_9_4_wd" => new Ranger(parameters, later with { WeightDecay = 0.05 }),
            "radam_alone" or "torch_radam_for_contrast" => new RectifiedAdam(parameters, radam),
            "radam_lookahead_no_gc" => new Lookahead(new RectifiedAdam(parameters, radam), 6, 0.5),
            "adam" => optim.Adam(parameters, 1e-2, 0.9, 0.999, 1e-8),
            "adamw" => optim.AdamW(parameters, 1e-2, 0.9, 0.999, 1e-8, weight_decay: 1e-2),
            "lookahead_sgd" => new Lookahead(optim.SGD(parameters, 0.1), 6, 0.5),
            _ => throw new NotSupportedException($"No optimiser is known for the tag '{tag}'."),
        };
    }
}
