using TorchSharp.Modules;

namespace Workbench.Training;

/// <summary>One step down a loss, and what is logged of it.</summary>
internal static class Descent
{
    /// <summary>Steps an optimiser along the gradient of a loss.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="loss">A scalar with gradient.</param>
    /// <param name="rate">Step size of all groups; that of the optimiser unless given.</param>
    public static void Descend(this OptimizerHelper optimizer, Tensor loss, double? rate = null)
    {
        optimizer.zero_grad();
        loss.backward();
        if (rate is { } size)
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = size;
        optimizer.step();
    }

    /// <summary>A loss and its parts as numbers; one synchronisation.</summary>
    /// <param name="loss">Scalar, logged as <c>loss</c>.</param>
    /// <param name="parts">Scalars by name.</param>
    public static Dictionary<string, double> Numbers(Tensor loss, params (string Name, Tensor Value)[] parts)
    {
        var numbers = DistillationBatch.Numbers(stack([loss.detach(), .. parts.Select(part => part.Value.detach())]));
        var metrics = new Dictionary<string, double> { ["loss"] = numbers[0] };
        for (var i = 0; i < parts.Length; i++)
            metrics[parts[i].Name] = numbers[i + 1];
        return metrics;
    }
}
