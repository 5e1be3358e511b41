using Microsoft.CodeAnalysis.Scripting;

namespace Workbench.Notebooks.Engine;

/// <summary>Takes stock of the process and of the tensors that script variables hold.</summary>
internal static class MemorySurvey
{
    /// <param name="variables">All variables of the session, oldest first, also those whose name was declared again.</param>
    public static MemoryReport Take(IReadOnlyList<ScriptVariable> variables)
    {
        var tensors = TensorType.Find();
        var holders = new List<TensorHolder>();
        if (tensors is not null)
        {
            var search = new HeldTensors(tensors);
            // a tensor that two variables hold belongs to the first of those whose name still means them
            var current = variables.GroupBy(variable => variable.Name).Select(group => group.Last()).ToHashSet();
            foreach (var variable in variables.OrderBy(variable => !current.Contains(variable)))
            {
                var name = current.Contains(variable) ? variable.Name : variable.Name + " (older)";
                foreach (var device in search.Below(variable.Value).GroupBy(tensor => tensor.Device))
                {
                    holders.Add(new TensorHolder(name, device.Count(), device.Sum(tensor => tensor.Bytes), device.Key));
                }
            }
        }
        return new MemoryReport
        {
            ProcessBytes = Environment.WorkingSet,
            ManagedBytes = GC.GetTotalMemory(forceFullCollection: false),
            LiveTensors = tensors?.LiveCount,
            Holders = [.. holders.OrderByDescending(holder => holder.Bytes)],
        };
    }
}
