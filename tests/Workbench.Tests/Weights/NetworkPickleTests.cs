using Workbench.Tests.Parity;
using Workbench.Weights;

namespace Workbench.Tests.Weights;

public sealed class NetworkPickleTests : TensorTest
{
    [Fact]
    public void Modules_become_records_of_their_arguments_attributes_and_tensors()
    {
        using var snapshot = NetworkPickle.Read(new MemoryBytes("x", SampleFiles.NetworkFile()));
        var network = snapshot["G_ema"];
        Assert.Equal("TriPlaneGenerator", network.ClassName);
        Assert.Equal("[7]", network.InitArgs.ToJsonString());
        Assert.Equal("""{"z_dim":512}""", network.InitKwargs.ToJsonString());
        Assert.Equal("""{"training":false,"odd":{"$class":"some.module.Thing","$arguments":[1]}}""", network.Attributes.ToJsonString());
        Assert.Equal(["scale", "kept", "child.weight"], network.Tensors.Keys);
        Assert.Equal(["scale", "child.weight"], network.ParameterNames);
        Assert.Equal(["", "child"], network.Modules.Keys);
        Assert.Equal("Child", network.Modules["child"].ClassName);
        Assert.Equal(["plane_axes"], network.AttributeTensors.Keys);
        Assert.Equal([1f, 0, 0], network.AttributeTensors.Load("plane_axes").data<float>().ToArray());
        Assert.Equal(["some.module.Thing"], snapshot.UnknownGlobals);
        Assert.Equal(64, (int)snapshot.TrainingSetKwargs["resolution"]!);
        Assert.Equal("null", snapshot.Values["augment_pipe"]?.ToJsonString() ?? "null");
        Assert.Equal([5f], network.LoadStateDict()["child.weight"].data<float>().ToArray());
    }

    [Fact]
    public void The_genuine_snapshot_tells_its_sizes()
    {
        using var snapshot = NetworkPickle.Load(FixtureFiles.Full("panohead/network-snapshot-public.pkl"));
        var network = snapshot["G_ema"];
        Assert.Equal("TriPlaneGenerator", network.ClassName);
        Assert.Empty(snapshot.UnknownGlobals);
        Assert.Equal(32, (int)network.Attributes["neural_rendering_resolution"]!);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, network.Attributes["rendering_kwargs"]!.GetValueKind());
        Assert.Equal("SuperresolutionHybrid2X", network.Modules["superresolution"].ClassName);
        Assert.Equal([3, 3, 3], network.AttributeTensors["renderer.plane_axes"].Shape);
        Assert.Equal(1, (double)network.Modules["backbone.mapping.fc0"].Attributes["bias_gain"]! / 0.01, 6);
        // G shares modules with G_ema through the memo: the same bytes of the file, read twice.
        Assert.Equal(snapshot["G"].Tensors["superresolution.block0.conv0.weight"].Offset, network.Tensors["superresolution.block0.conv0.weight"].Offset);
        Assert.NotEqual(snapshot["G"].Tensors["backbone.mapping.fc0.weight"].Offset, network.Tensors["backbone.mapping.fc0.weight"].Offset);
    }

    [Fact]
    public void An_empty_dictionary_subclass_is_an_empty_object()
    {
        var bytes = new PickleWriter(4).Dictionary(("G", SampleFiles.Module("G", w => w.OrderedDictionary(), w => w.OrderedDictionary(), w => w.OrderedDictionary(),
            ("_init_kwargs", w => w.Global("dnnlib.util", "EasyDict").Op(PickleOpcode.EmptyTuple).Op(PickleOpcode.NewObject)),
            ("options", w => w.Global("dnnlib.util", "EasyDict").Op(PickleOpcode.EmptyTuple).Op(PickleOpcode.NewObject).Text("k").Int(1).Op(PickleOpcode.SetItem))))).Stop();
        using var snapshot = NetworkPickle.Read(new MemoryBytes("x", bytes));
        Assert.Empty(snapshot["G"].InitKwargs);
        Assert.Equal("""{"training":false,"options":{"k":1}}""", snapshot["G"].Attributes.ToJsonString());
        Assert.Empty(snapshot.UnknownGlobals);
    }

    [Fact]
    public void Opening_reads_no_tensor()
    {
        var path = FixtureFiles.Full("panohead/network-snapshot-public.pkl");
        var tensors = Tensor.TotalCount;
        using var snapshot = NetworkPickle.Load(path);
        Assert.Equal(tensors, Tensor.TotalCount);
    }

    [Fact]
    public void A_pickle_without_networks_is_refused()
    {
        Hostile.Refused(new PickleWriter(4).Dictionary(("G", w => w.None())).Stop(), CheckpointProblem.UnexpectedContent);
        Hostile.Refused(new PickleWriter(4).Integers(1, 2).Stop(), CheckpointProblem.UnexpectedContent);
    }

    [Fact]
    public void A_module_part_that_is_no_tensor_is_refused() =>
        Hostile.Refused(new PickleWriter(4).Dictionary(("G", SampleFiles.Module("G", w => w.OrderedDictionary(("weight", t => t.Text("text"))), w => w.OrderedDictionary(), w => w.OrderedDictionary()))).Stop(), CheckpointProblem.UnexpectedContent);
}
