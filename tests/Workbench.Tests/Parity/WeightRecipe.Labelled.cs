using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Workbench.Encoders;
using Workbench.Ops;
using static TorchSharp.torch.nn;

namespace Workbench.Tests.Parity;

// The second family of evidence: streams are named salt/label/key, and the rule follows from the kind of layer.
public static partial class WeightRecipe
{
    /// <summary>Overwrites all parameters and buffers of a module; the stream of a tensor is called salt/label/key.</summary>
    /// <param name="module">The module; its layers tell the kind of every tensor.</param>
    /// <param name="salt">Salt of the fixture.</param>
    /// <param name="label">Label of the network.</param>
    /// <param name="gain">Factor of the weights of convolutions and linear layers.</param>
    /// <param name="prefix">Text put before each key.</param>
    public static void Fill(Module module, string salt, string label, double gain = 1, string prefix = "") => FillNamed(module, $"{salt}/{label}/{prefix}", gain);

    /// <summary>Overwrites all parameters and buffers of a module; the stream of a tensor is called as its key with a text before it.</summary>
    /// <param name="module">The module; its layers tell the kind of every tensor.</param>
    /// <param name="before">The text.</param>
    /// <param name="gain">Factor of the weights of convolutions and linear layers.</param>
    public static void FillNamed(Module module, string before, double gain = 1)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var layers = module.named_modules().ToDictionary(pair => pair.name, pair => pair.module);
        foreach (var (key, target) in module.state_dict())
        {
            var dot = key.LastIndexOf('.');
            var owner = dot < 0 ? module : layers.GetValueOrDefault(key[..dot]);
            Fill(target, before + key, Kind(owner, key[(dot + 1)..], target.dim()), gain);
        }
    }

    /// <summary>An input: shift + scale·u of the stream salt/in/name.</summary>
    public static Tensor Input(string salt, string name, ReadOnlySpan<long> shape, double scale = 1, double shift = 0)
    {
        var values = new float[Product(shape)];
        LabelledStream($"{salt}/in/{name}", values, u => shift + scale * u);
        return tensor(values, shape.ToArray());
    }

    /// <summary>CRC-32 of a name, the number its stream starts from.</summary>
    public static uint NameHash(string name) => Crc32.HashToUInt32(Encoding.UTF8.GetBytes(name));

    /// <summary>SplitMix64's output for a state before its increment.</summary>
    public static ulong SplitMix(ulong state)
    {
        unchecked
        {
            var z = state + 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>The number u in [−1, 1) at an index of a stream.</summary>
    public static double LabelledNumber(uint hash, long index) => (SplitMix(unchecked(((ulong)hash << 32) + (ulong)index)) >> 11) / 9007199254740992.0 * 2 - 1;

    /// <summary>The kind of a tensor as the tables of state dicts call it.</summary>
    /// <param name="owner">The layer that owns it.</param>
    /// <param name="leaf">Its name inside the layer.</param>
    /// <param name="rank">Its rank.</param>
    public static string Kind(Module? owner, string leaf, long rank) => leaf switch
    {
        "num_batches_tracked" => "zero",
        "running_mean" => "bn_mean",
        "running_var" => "bn_var",
        "logit_scale" => "logit_scale",
        "relative_coords_table" or "relative_position_index" or "attn_mask" or "shift" or "scale" or "resample_filter" => "computed",
        _ when owner is TorchSharp.Modules.BatchNorm2d or TorchSharp.Modules.BatchNorm1d or TorchSharp.Modules.LayerNorm => leaf == "weight" ? "norm_w" : "norm_b",
        _ when owner is TorchSharp.Modules.PReLU => "prelu",
        _ when owner is FullyConnected or Conv2dLayer or EqualConvolution && leaf == "weight" => "eq_w",
        _ => rank >= 2 ? "w" : "bias",
    };

    private static void Fill(Tensor target, string name, string kind, double gain)
    {
        if (kind == "computed")
            return;
        if (kind == "zero")
        {
            target.zero_();
            return;
        }
        var weight = gain * Math.Sqrt(3.0 / (target.dim() >= 2 ? target.numel() / target.shape[0] : 1));
        Func<double, double> rule = kind switch
        {
            "w" => u => weight * u,
            "eq_w" => u => Unit * u,
            "bias" or "norm_b" or "bn_mean" => u => 0.1 * u,
            "norm_w" => u => 1 + 0.1 * u,
            "bn_var" => u => 1 + 0.5 * Math.Abs(u),
            "prelu" => u => 0.25 + 0.1 * u,
            "logit_scale" => u => Math.Log(10) + 0.1 * u,
            _ => throw new NotSupportedException($"No rule for tensors of kind '{kind}'."),
        };
        if (target.dtype == ScalarType.Float32 && target.is_contiguous() && target.device_type == DeviceType.CPU)
        {
            LabelledStream(name, MemoryMarshal.Cast<byte, float>(target.bytes), rule);
            return;
        }
        var values = new float[target.numel()];
        LabelledStream(name, values, rule);
        target.copy_(tensor(values, target.shape));
    }

    private static void LabelledStream(string name, Span<float> values, Func<double, double> rule)
    {
        var hash = NameHash(name);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)rule(LabelledNumber(hash, i));
    }
}
