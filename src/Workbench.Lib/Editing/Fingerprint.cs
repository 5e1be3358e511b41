using System.IO.Hashing;
using System.Text;
using Workbench.Generator;

namespace Workbench.Editing;

/// <summary>Short names of numbers: equal content has equal names.</summary>
public static class Fingerprint
{
    /// <summary>Fingerprint of a tensor: shape and values.</summary>
    public static string Of(Tensor tensor)
    {
        var hash = new XxHash128();
        Add(hash, "", tensor);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Fingerprint of all weights of a generator. Planes of two generators must not be mixed.</summary>
    public static string Of(PanoHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var hash = new XxHash128();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in head.Network.state_dict().OrderBy(item => item.Key, StringComparer.Ordinal))
            Add(hash, name, tensor);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static void Add(XxHash128 hash, string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        hash.Append(Encoding.UTF8.GetBytes($"{name}[{string.Join(",", tensor.shape)}]"));
        var flat = tensor.detach().cpu().contiguous().view(-1);
        const long Step = 1 << 24;
        for (var first = 0L; first < flat.numel(); first += Step)
        {
            using var part = flat.narrow(0, first, Math.Min(Step, flat.numel() - first));
            hash.Append(part.bytes);
        }
    }
}
