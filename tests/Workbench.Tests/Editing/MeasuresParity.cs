using System.Globalization;
using System.Text.Json;
using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Occlusion;
using Workbench.Rendering;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Editing;

/// <summary>Votes of views and measures of edits on an analytic head.</summary>
internal static class MeasuresParity
{
    private const double Relative = 1e-3;
    private const int Radius = 2;

    [Parity("editing/volume_metrics*.safetensors")]
    internal static void Measures(Fixture f)
    {
        var focal = float.Parse(f.Metadata["focal"], CultureInfo.InvariantCulture);
        Camera[] cameras = [.. f["cam2world"].unbind(0).Select(pose => Camera.FromCameraToWorld(pose.reshape(16).data<float>().ToArray(), new Intrinsics(focal, focal)))];
        Volume(f, cameras);
        var expected = f.Json("measures");
        void Check(string name, double actual, double absolute = 0) => f.ExpectNumber("measure " + name, expected.GetProperty(name).GetDouble(), actual, absolute, absolute == 0 ? Relative : 0);
        Tensor Mask(string key) => f[key].to(ScalarType.Float32);
        Tensor Hair(string head) => Mask(head + ".hair0");
        Tensor Image(string head) => f[head + ".image0"];
        var (target, reference, edited) = (Image("target"), Image("reference"), Image("edited"));

        var region = PartMeasures.Protected(Mask("target.fg0"), Radius, Hair("target"), Hair("reference"), Hair("edited"));
        f.ExpectNumber("out.protected[different]", 0, (region - Mask("out.protected")).abs().sum().item<float>(), 2);
        Check("protected_pixels", region.sum().item<float>(), 2);
        Check("preserve_l1", PartMeasures.L1(edited, target, region));
        Check("preserve_psnr", PartMeasures.Psnr(edited, target, region));
        Check("hair_iou", PartMeasures.Iou(Hair("edited"), Mask("reference.hair0.grown")));
        Check("hair_mean_lab_delta", PartMeasures.LabDelta(edited, Hair("edited"), reference, Hair("reference")));
        Check("hair_hist_intersection", PartMeasures.HistogramIntersection(edited, Hair("edited"), reference, Hair("reference")));
        var bands = new[] { "target", "reference", "edited" }.ToDictionary(head => head, head => PartMeasures.BandGradient(Image(head), Hair(head), Mask(head + ".fg0"), Radius));
        foreach (var (head, band) in bands)
            Check("band_grad_" + head, band);
        Check("seam_excess", bands["edited"] / Math.Max(1e-6, (bands["target"] + bands["reference"]) / 2));

        var agreement = new Dictionary<string, ViewAgreement>();
        foreach (var head in new[] { "target", "edited" })
        {
            Tensor Two(string what) => stack([f[$"{head}.{what}0"], f[$"{head}.{what}1"]], 0).to(ScalarType.Float32);
            agreement[head] = ViewAgreement.Of(Two("image"), Two("depth").unsqueeze(1), Two("fg").unsqueeze(1), cameras[..2]);
            Check("mv_error_" + head, agreement[head].Error);
            Check("mv_cover_" + head, agreement[head].Cover);
        }
        Check("mv_ratio", agreement["edited"].Error / agreement["target"].Error);
        foreach (var key in new[] { "reference.depth0", "edited.hair1" })
            f.Touch(key); // no measure needs them
    }

    [Parity("editing/measures_expected*.json")]
    internal static void Table(string path)
    {
        // The table is the metadata of the file beside it.
        using var table = JsonDocument.Parse(File.ReadAllText(path));
        var stored = new Fixture(Path.Combine(Path.GetDirectoryName(path)!, "volume_metrics.safetensors")).Json("measures");
        Assert.Equal(stored.EnumerateObject().Count(), table.RootElement.EnumerateObject().Count());
        foreach (var measure in table.RootElement.EnumerateObject())
            Assert.Equal(stored.GetProperty(measure.Name).GetDouble(), measure.Value.GetDouble());
    }

    private static void Volume(Fixture f, Camera[] cameras)
    {
        Tensor Maps(string what) => stack([.. Enumerable.Range(0, cameras.Length).Select(view => f[$"target.{what}{view}"])], 0).to(ScalarType.Float32).unsqueeze(1);
        var volume = PartVolume.Vote(f["points"], cameras, Maps("depth"), Maps("fg"), Maps("hair"), double.Parse(f.Metadata["tau"], CultureInfo.InvariantCulture));
        var votes = f["out.vote_count"].to(ScalarType.Float32);
        f.ExpectNumber("out.vote_count[different]", 0, (votes - volume.Votes).ne(0).sum().item<long>(), 2);
        f.Expect("out.probability", volume.Probability, 1e-4, 0, votes.eq(volume.Votes));
        var s = f.ShapeOf("out.grid_mask");
        var expected = f["out.grid_mask"];
        var cells = volume.ToCells(new PlaneLayout(PlaneAxes.PanoHead, (int)s[1], (int)s[2], (int)s[3], 1));
        f.ExpectNumber("out.grid_mask[different]", 0, (expected - cells).abs().gt(1e-4).sum().item<long>(), 2);
        f.Expect("out.grid_mask", cells, 1e-4, 0, (expected - cells).abs().le(1e-4));
    }
}
