using System.Text.RegularExpressions;
using Workbench.Ops;

namespace Workbench.Tests.Parity;

/// <summary>Weights that anyone can recompute: every parameter and buffer is a scaled hash stream of its name.</summary>
public static partial class WeightRecipe
{
    private const double Unit = 1.7320508075688772; // a uniform variable on ±√3 has unit variance

    /// <summary>Overwrites all parameters and buffers of a module.</summary>
    /// <param name="module">The module; its state-dict keys name the streams.</param>
    /// <param name="seed">Weight seed of the fixture.</param>
    /// <param name="prefix">Text put before each key.</param>
    /// <param name="sigmaBias">Value of <c>decoder.net.2.bias[0]</c>, if the fixture gives one.</param>
    public static void Apply(nn.Module module, uint seed, string prefix = "", double? sigmaBias = null)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var state = module.state_dict();
        var last = LastTranslationLayer(state.Keys.Select(key => prefix + key));
        foreach (var (key, target) in state)
        {
            var name = prefix + key;
            if (name.EndsWith("resample_filter", StringComparison.Ordinal))
                continue;
            var (scale, offset) = Rule(name, last);
            using var values = Symmetric(name, seed, scale, offset, target.shape);
            if (DecoderOutput().IsMatch(name))
                values[0].mul_(40f);
            if (sigmaBias is { } bias && name.EndsWith("decoder.net.2.bias", StringComparison.Ordinal))
                values[0].fill_((float)bias);
            target.copy_(values);
        }
    }

    /// <summary>A tensor of <c>offset + scale·(2u − 1)</c>.</summary>
    public static Tensor Symmetric(string name, uint seed, double scale, double offset, ReadOnlySpan<long> shape)
    {
        var values = new float[Product(shape)];
        HashStream.Symmetric(HashStream.Key(seed, name), scale, offset, values);
        return tensor(values, shape.ToArray());
    }

    /// <summary>A tensor of uniform numbers in [0,1).</summary>
    public static Tensor Uniform(string name, uint seed, ReadOnlySpan<long> shape)
    {
        var values = new float[Product(shape)];
        HashStream.Uniform(HashStream.Key(seed, name), values);
        return tensor(values, shape.ToArray());
    }

    /// <summary>Numbers of zero mean and unit variance.</summary>
    public static Tensor Normal(string name, uint seed, ReadOnlySpan<long> shape) => Symmetric(name, seed, Unit, 0, shape);

    private static long Product(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
            count *= size;
        return count;
    }

    private static (double Scale, double Offset) Rule(string name, int lastTranslationLayer) => name switch
    {
        _ when name == $"t_mapping.fc{lastTranslationLayer}.weight" => (0.02 * Unit, 0),
        _ when MappingWeight().IsMatch(name) => (100 * Unit, 0),
        _ when MappingBias().IsMatch(name) => (10, 0),
        _ when TranslationWeight().IsMatch(name) => (Unit, 0),
        _ when TranslationBias().IsMatch(name) => (0.02, 0),
        _ when name == "w_avg" || name.EndsWith(".w_avg", StringComparison.Ordinal) => (0.1, 0),
        _ when name.EndsWith("noise_strength", StringComparison.Ordinal) => (0.1, 0),
        _ when name.EndsWith("noise_const", StringComparison.Ordinal) => (Unit, 0),
        _ when name.EndsWith("affine.bias", StringComparison.Ordinal) => (0.25, 1),
        _ when DecoderOutput().IsMatch(name) => (0.5 * Unit, 0),
        _ when RawColour().IsMatch(name) => (0.3 * Unit, 0),
        _ when name.EndsWith("bias", StringComparison.Ordinal) => (0.1, 0),
        "dataset_label_std" => (0.5, 0.5),
        _ => (Unit, 0),
    };

    private static int LastTranslationLayer(IEnumerable<string> names) =>
        names.Select(name => TranslationWeight().Match(name)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Max();

    [GeneratedRegex(@"^(.*\.)?mapping\.fc\d+\.weight$")]
    private static partial Regex MappingWeight();

    [GeneratedRegex(@"^(.*\.)?mapping\.fc\d+\.bias$")]
    private static partial Regex MappingBias();

    [GeneratedRegex(@"^t_mapping\.fc(\d+)\.weight$")]
    private static partial Regex TranslationWeight();

    [GeneratedRegex(@"^t_mapping\.fc\d+\.bias$")]
    private static partial Regex TranslationBias();

    [GeneratedRegex(@"^decoder\.net\.2\.weight$")]
    private static partial Regex DecoderOutput();

    [GeneratedRegex(@"^(superresolution\..*\.)?torgb\.weight$")]
    private static partial Regex RawColour();
}
