using System.IO.Enumeration;

namespace Workbench.Weights;

/// <summary>Brings tensors into modules.</summary>
public static class StateDict
{
    private const int Shown = 10;

    /// <summary>Copies tensors into the parameters and buffers of a module, by name. Either all are copied or none.</summary>
    /// <param name="module">The module; names and shapes are those of its state dict.</param>
    /// <param name="tensors">Tensors by name; they stay the caller's.</param>
    /// <param name="rules">Exceptions; without them names, shapes and types must agree both ways.</param>
    /// <exception cref="CheckpointFormatException">Names are missing, unexpected, or have another shape or type: all are listed together.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> tensors, StateDictRules? rules = null)
    {
        rules ??= new StateDictRules();
        var targets = module.state_dict();
        var missing = targets.Keys.Where(name => !tensors.ContainsKey(name) && !Matches(rules.MayBeMissing, name)).ToList();
        var unexpected = tensors.Keys.Where(name => !targets.ContainsKey(name) && !Matches(rules.MayBeExtra, name)).ToList();
        var different = targets.Where(target => tensors.TryGetValue(target.Key, out var tensor) && !Fits(target.Value, tensor, rules))
            .Select(target => $"{target.Key} is {Describe(tensors[target.Key])} instead of {Describe(target.Value)}").ToList();
        if (missing.Count + unexpected.Count + different.Count > 0)
            throw new CheckpointFormatException(rules.Source, CheckpointProblem.StateDictMismatch, -1,
                $"the tensors do not fit {module.GetName()} of {targets.Count} tensors: {List("missing", missing)}; {List("unexpected", unexpected)}; {List("different", different)}. " +
                "Build the module with the sizes of the file, or name what may differ in StateDictRules");
        using var grad = no_grad();
        foreach (var (name, target) in targets)
            if (tensors.TryGetValue(name, out var tensor))
                target.copy_(tensor);
    }

    private static bool Fits(Tensor target, Tensor tensor, StateDictRules rules) =>
        target.shape.AsSpan().SequenceEqual(tensor.shape) && (target.dtype == tensor.dtype || rules.ConvertTypes);

    private static bool Matches(IReadOnlyList<string> patterns, string name) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";

    private static string List(string what, List<string> names) =>
        names.Count == 0 ? $"0 {what}" : $"{names.Count} {what} ({string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", …" : "")})";
}
