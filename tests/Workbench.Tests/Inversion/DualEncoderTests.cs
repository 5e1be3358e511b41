using System.Runtime.InteropServices;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Occlusion;
using Workbench.Rendering;

namespace Workbench.Tests.Inversion;

public sealed class DualEncoderTests : TensorTest
{
    [Fact]
    public void Equal_encoders_give_their_own_planes_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        using var head = TinyEncoders.Head();
        using (var encoder = TinyEncoders.Encoder(head, 1))
            encoder.Save(folder.File("e.safetensors"));
        using var dual = DualEncoder.Load(folder.File("e.safetensors"), folder.File("e.safetensors"));
        using var heads = dual.Encode(head, TinyEncoders.Photos(head, 7));
        Assert.Equal(Bits(heads.First.Grid), Bits(heads.Grid));
    }

    [Theory]
    [InlineData(Seam.Hard)]
    [InlineData(Seam.Soft)]
    public void All_seen_is_the_first_and_nothing_seen_the_second_bit_for_bit(Seam seam)
    {
        using var head = TinyEncoders.Head();
        using var dual = Pair(head, new DualEncoderConfig { Seam = seam });
        var photos = TinyEncoders.Photos(head, 7);
        using var all = dual.Encode(head, photos, TinyEncoders.Mask(head, 1));
        using var none = dual.Encode(head, photos, TinyEncoders.Mask(head, 0));
        Assert.Equal(Bits(all.First.Grid), Bits(all.Grid));
        Assert.Equal(Bits(none.Second.Grid), Bits(none.Grid));
        Assert.NotEqual(Bits(none.First.Grid), Bits(none.Second.Grid));
        Assert.Single(all.Diagnose());
        Assert.Single(none.Diagnose());
    }

    [Fact]
    public void Every_cell_has_a_source_and_the_photo_decides_which()
    {
        using var head = TinyEncoders.Head();
        using var dual = Pair(head, new DualEncoderConfig { Seam = Seam.Hard });
        using var heads = dual.Encode(head, TinyEncoders.Photos(head, 7));
        var v = heads.Provenance.ForFeatures();
        Assert.True(v.eq(0).logical_or(v.eq(1)).all().item<bool>());
        var expected = where(v.gt(0), heads.First.Grid.Features, heads.Second.Grid.Features);
        Assert.True(expected.eq(heads.Grid.Features).all().item<bool>());
        using var views = HeadByHead.Render(head, heads.First.Grid, heads.Cameras, new RenderOptions { Refine = false });
        using var seen = OcclusionEstimator.Estimate(views, heads.First.Grid);
        Assert.True(seen.Visible.eq(heads.Provenance.Visible).all().item<bool>());
    }

    [Fact]
    public void Photos_together_give_what_each_gives_alone()
    {
        using var head = TinyEncoders.Head();
        using var dual = Pair(head);
        var photos = TinyEncoders.Photos(head, 7, 8, 9);
        using var together = dual.Encode(head, photos);
        Assert.Equal(3, together.Count);
        using var alone = dual.Encode(head, [photos[1]]);
        Assert.InRange(TinyHead.Apart(together.Grid.Head(1).Features, alone.Grid.Features), 0, 1e-4);
        using var views = together.Render(head, [Camera.At(0), Camera.At(180)]);
        Assert.Equal([6, 3, 32, 32], views.Image.shape);
        using var behind = alone.Render(head, [Camera.At(180)]);
        Assert.InRange(TinyHead.Apart(views.Image[3..4], behind.Image), 0, 1e-3);
    }

    [Fact]
    public void Views_from_behind_wear_the_second_code_if_asked()
    {
        using var head = TinyEncoders.Head();
        using var dual = Pair(head, new DualEncoderConfig { Dressing = DressingCode.ByYaw });
        using var heads = dual.Encode(head, TinyEncoders.Photos(head, 7), TinyEncoders.Mask(head, 1));
        using var views = heads.Render(head, [Camera.At(30), Camera.At(170)]);
        using var first = heads.Render(head, [Camera.At(30), Camera.At(170)], DualPart.First);
        Assert.Equal(0, TinyHead.Apart(views.Image[..1], first.Image[..1]));
        Assert.NotEqual(0, TinyHead.Apart(views.Image[1..], first.Image[1..]));
        Assert.Equal(0, TinyHead.Apart(views.Depth, first.Depth));
    }

    [Fact]
    public void Surface_comes_from_whom_the_mask_says()
    {
        using var head = TinyEncoders.Head(sigmaBias: 30); // solid
        using var dual = Pair(head);
        var photos = TinyEncoders.Photos(head, 7, 8);
        foreach (var value in new[] { 1f, 0f })
        {
            using var heads = dual.Encode(head, photos, TinyEncoders.Mask(head, value, 2));
            using var sources = heads.Sources(head, [Camera.At(0), Camera.At(180), Camera.At(90)]);
            Assert.Equal([6, 1, 16, 16], sources.Share.shape);
            var inside = sources.Views.Mask.gt(0.5);
            // Points near the border of the box are read half from outside, which is empty.
            Assert.InRange((sources.Share - value).abs().masked_select(inside).mean().ToDouble(), 0, value == 0 ? 0 : 0.2);
            Assert.Equal(6, heads.ProvenanceViews(head, [Camera.At(0), Camera.At(180), Camera.At(90)]).Count);
        }
    }

    [Fact]
    public void NaN_of_a_generator_or_an_encoder_ends_in_a_sentence_that_names_it()
    {
        using var head = TinyEncoders.Head();
        using var dual = Pair(head);
        var photos = TinyEncoders.Photos(head, 7);
        using (no_grad())
            head.Network.Backbone.parameters().First().fill_(float.NaN);
        Assert.Contains("planes that tiny makes", Assert.Throws<InvalidOperationException>(() => dual.Encode(head, photos)).Message, StringComparison.Ordinal);
        using (no_grad())
            dual.First.Reader.parameters().First().fill_(float.NaN);
        Assert.Contains("earlier checkpoint", Assert.Throws<InvalidOperationException>(() => dual.Encode(head, photos)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_an_inverter_like_the_others_and_names_its_stages()
    {
        using var head = TinyEncoders.Head();
        using var dual = Pair(head);
        var reports = new Recorder();
        using var inverted = ((IInverter)dual).Invert(head, TinyEncoders.Photos(head, 7)[0], reports);
        Assert.Equal(10, inverted.Stages.Count); // four an encoder, sight, stitch
        Assert.Equal(InversionEnd.Finished, inverted.End);
        Assert.True(inverted.Losses.Pixel > 0);
        using var view = inverted.Reconstruct(head);
        Assert.Equal([1, 3, 32, 32], view.Image.shape);
        Assert.Single(reports.Reports).Dispose();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => dual.Invert(head, TinyEncoders.Photos(head, 7)[0], null, cancelled.Token));
    }

    private static DualEncoder Pair(PanoHead head, DualEncoderConfig? config = null) => new(TinyEncoders.Encoder(head, 1), TinyEncoders.Encoder(head, 2), config);

    private static int[] Bits(TriGrid grid) => MemoryMarshal.Cast<float, int>(grid.Features.contiguous().data<float>().ToArray()).ToArray();
}
