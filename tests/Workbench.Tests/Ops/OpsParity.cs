using System.Globalization;
using System.Text.Json;
using Workbench.Ops;
using Workbench.Tests.Parity;
using static Workbench.Tests.Parity.Tolerance;

namespace Workbench.Tests.Ops;

internal static class OpsParity
{
    [Parity("panohead/upfirdn2d*.safetensors")]
    internal static void UpFirDn2d(Fixture f)
    {
        var x = f["x"];
        foreach (var test in f.Json("cases").EnumerateObject())
        {
            var options = test.Value[1];
            var filter = test.Value[0].GetString() is { } name ? f[name] : null;
            var padding = options.TryGetProperty("padding", out var p) ? new Margins(p[0].GetInt32(), p[1].GetInt32(), p[2].GetInt32(), p[3].GetInt32()) : default;
            var flip = options.TryGetProperty("flip_filter", out var flag) && flag.GetBoolean();
            f.Expect($"out.{test.Name}", UpFirDn.Apply(x, filter, Pair(options, "up"), Pair(options, "down"), padding, flip, options.Number("gain", 1)), Unit, Unit);
        }
        foreach (var key in f.Under("out.").Except(f.Json("cases").EnumerateObject().Select(test => test.Name)))
            f.Expect("out." + key, Helper(key, x, f), Unit, Unit);
        f.Expect("f4", UpFirDn.Filter([1, 3, 3, 1]), Unit);
        f.Expect("f3_gain2", UpFirDn.Filter([1, 2, 1], gain: 2), Unit);
        f.Expect("f_312_flipped_unnormalized", UpFirDn.Filter([3, 1, 2], normalize: false, flip: true), Unit);
    }

    private static Tensor Helper(string key, Tensor x, Fixture f)
    {
        var words = key.Split('_');
        var padding = words.Contains("pad1") ? 1 : words.Contains("padneg") ? -1 : 0;
        var filter = words.Contains("f8") ? f["f8"] : f["f4"];
        return words[0] switch
        {
            "upsample2d" => UpFirDn.Upsample2d(x, filter, padding: padding),
            "downsample2d" => UpFirDn.Downsample2d(x, filter, padding: padding, flipFilter: padding < 0),
            "filter2d" => UpFirDn.Filter2d(x, filter, padding),
            _ => throw new NotSupportedException($"No helper is called '{key}'."),
        };
    }

    private static (int, int) Pair(JsonElement options, string name) =>
        !options.TryGetProperty(name, out var value) ? (1, 1)
        : value.ValueKind == JsonValueKind.Array ? (value[0].GetInt32(), value[1].GetInt32())
        : (value.GetInt32(), value.GetInt32());

    [Parity("panohead/bias_act*.safetensors")]
    internal static void BiasAndActivation(Fixture f)
    {
        var (x, b) = (f["x"], f["b"]);
        foreach (var name in f.Under("out."))
            f.Expect("out." + name, name switch
            {
                "lrelu_gain_clamp" => BiasAct.Apply(x, b, Activation.LeakyRelu, gain: 1.7, clamp: 0.9),
                "lrelu_alpha" => BiasAct.Apply(x, b, Activation.LeakyRelu, slope: 0.05),
                "linear_clamp_nobias" => BiasAct.Apply(x, clamp: 1.25),
                "linear_dim3" => BiasAct.Apply(x, f["b3"], dim: 3, gain: 0.5),
                _ => BiasAct.Apply(x, b, Activations.Parse(name)),
            }, 1e-6, 1e-6);
    }

    [Parity("panohead/fully_connected*.safetensors")]
    internal static void FullyConnectedLayers(Fixture f)
    {
        var x = f["x"];
        foreach (var name in f.Under("out."))
        {
            if (name == "normalize_2nd_moment")
            {
                f.Expect("out." + name, Normalization.SecondMoment(x), Unit, Unit);
                continue;
            }
            var rate = name switch { "lrelu_lr" => 0.01, "linear_lr" => 0.1, _ => 1 };
            var activation = Activations.Parse(name.Split('_')[0]);
            using var layer = new FullyConnected(f.ShapeOf(name + ".weight")[1], f.ShapeOf(name + ".weight")[0], f.Has(name + ".bias"), activation, rate);
            f.LoadInto(layer, name + ".");
            f.Expect("out." + name, layer.forward(x), Unit, Unit);
        }
    }

    [Parity("panohead/conv2d_layer*.safetensors")]
    internal static void ConvolutionLayers(Fixture f)
    {
        var x = f["x"];
        foreach (var test in f.Json("cases").EnumerateObject())
        {
            var o = test.Value;
            var weight = f.ShapeOf(test.Name + ".weight");
            using var layer = new Conv2dLayer(
                weight[1], weight[0], o.Integer("kernel_size", 3), !o.TryGetProperty("bias", out var bias) || bias.GetBoolean(),
                Activations.Parse(o.Text("activation", "linear")), o.Integer("up", 1), o.Integer("down", 1), o.MaybeNumber("conv_clamp"));
            f.LoadInto(layer, test.Name + ".");
            f.Expect($"out.{test.Name}", layer.forward(x), Unit, Unit);
            f.Expect($"out.{test.Name}.gain", layer.Forward(x, Math.Sqrt(0.5)), Unit, Unit);
        }
    }

    [Parity("panohead/modulated_conv2d*.safetensors")]
    internal static void ModulatedConvolution(Fixture f)
    {
        var (x, styles, filter) = (f["x"], f["styles"], f["f4"]);
        foreach (var fused in new[] { true, false })
        {
            var kind = fused ? "fused" : "unfused";
            foreach (var test in f.Json("cases").EnumerateObject())
            {
                var o = test.Value[1];
                f.Expect($"out.{test.Name}.{kind}", ModulatedConv.Apply(
                    x, f[test.Value[0].GetString()!], styles, null, o.Integer("up", 1), o.Integer("down", 1), o.Integer("padding", 0), filter,
                    o.Flag("demodulate", true), o.Flag("flip_weight", true), fused), Unit, Unit);
            }
            f.Expect($"out.noise.{kind}", ModulatedConv.Apply(x, f["w3"], styles, f["noise"], padding: 1, fused: fused), Unit, Unit);
            f.Expect($"out.noise_up2.{kind}", ModulatedConv.Apply(x, f["w3"], styles, f["noise_up2"], up: 2, padding: 1, filter: filter, flipWeight: false, fused: fused), Unit, Unit);
        }
    }

    [Parity("panohead/resize*.safetensors")]
    internal static void Resizing(Fixture f)
    {
        foreach (var key in f.Under("out."))
        {
            var words = key.Split('.');
            var area = words[0].StartsWith("area", StringComparison.Ordinal);
            var x = f[area ? words[0].Replace("area", "x", StringComparison.Ordinal) : words[0]];
            var side = int.Parse(words[1], CultureInfo.InvariantCulture);
            f.Expect("out." + key, area ? Resize.Area(x, side, side) : Resize.Bilinear(x, side, side, words[2] == "aa"), Unit, Unit);
        }
    }
}
