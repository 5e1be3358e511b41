using Workbench.Inversion;

namespace Workbench.Evaluation;

/// <summary>An inverter and what tables call it.</summary>
/// <param name="Name">A few words; different for every inverter of a comparison.</param>
/// <param name="Inverter">The inverter; stays the caller's.</param>
/// <param name="Identity">What tells it from another of that name, such as the checksum of its file; stored results of another identity are refused. Null compares names alone.</param>
public sealed record NamedInverter(string Name, IInverter Inverter, string? Identity = null)
{
    /// <summary>Refuses an empty list and names that occur twice.</summary>
    internal static void Check(IReadOnlyList<NamedInverter> inverters)
    {
        ArgumentNullException.ThrowIfNull(inverters);
        if (inverters.Count == 0)
            throw new ArgumentException("inverters: there is none to measure.", nameof(inverters));
        if (inverters.GroupBy(item => FileName(item.Name), StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"inverters: {twice.Count()} are called '{twice.First().Name}' or nearly so; give each a name of its own.", nameof(inverters));
    }

    /// <summary>The name as a folder.</summary>
    internal static string FileName(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_')).TrimStart('.');
}
