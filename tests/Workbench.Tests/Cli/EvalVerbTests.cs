using Workbench.Inversion;
using Workbench.Tests.Inversion;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Cli;

public sealed class EvalVerbTests
{
    [Fact]
    public async Task Encoders_and_methods_are_measured_into_a_report()
    {
        using var folder = Networks();
        string[] command = ["eval", "--checkpoint", folder.File("generator.safetensors"), "--encoder", folder.File("first.safetensors"), "--dual", folder.File("first.safetensors"), folder.File("first.safetensors"), "-n", "2", "--output", folder.File("eval")];
        var (exit, output) = await WorkbenchCommand.Run(command);
        Assert.True(exit == 0, output);
        Assert.Contains("back/PSNR", output, StringComparison.Ordinal);
        var table = await File.ReadAllTextAsync(folder.File("eval/report.md"), TestContext.Current.CancellationToken);
        Assert.Contains("| first |", table, StringComparison.Ordinal);
        Assert.Contains("| dual |", table, StringComparison.Ordinal);
        (exit, output) = await WorkbenchCommand.Run("eval", "--checkpoint", folder.File("generator.safetensors"), "--output", folder.File("none"));
        Assert.Equal(2, exit);
        Assert.Contains("nothing to evaluate", output, StringComparison.Ordinal);
        (exit, output) = await WorkbenchCommand.Run("eval", "--checkpoint", folder.File("generator.safetensors"), "--encoder", folder.File("absent.safetensors"), "--output", folder.File("none"));
        Assert.Equal(1, exit);
        Assert.Contains("does not exist", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_photograph_is_inverted_by_an_encoder_alone_and_beside_optimisation()
    {
        using var folder = Networks();
        string[] command = ["invert", Path.Combine(FixtureFiles.Repository, "data/photos/astronaut.png"), "--checkpoint", folder.File("generator.safetensors"), "--encoder", folder.File("first.safetensors"), "--output", folder.File("out")];
        var (exit, output) = await WorkbenchCommand.Run(command);
        Assert.True(exit == 0, output);
        Assert.True(File.Exists(folder.File("out/latents.safetensors")));
        (exit, output) = await WorkbenchCommand.Run([.. command, "--compare", "--steps", "3"]);
        Assert.True(exit == 0, output);
        Assert.Contains("wplus", output, StringComparison.Ordinal);
        Assert.Contains("first", output, StringComparison.Ordinal);
        Assert.True(new FileInfo(folder.File("out/compare.png")).Length > 1000);
    }

    private static TemporaryFolder Networks()
    {
        var folder = new TemporaryFolder();
        using var head = TinyEncoders.Head();
        using var encoder = TriGridEncoder.For(head);
        head.Save(folder.File("generator.safetensors"));
        encoder.Save(folder.File("first.safetensors"));
        return folder;
    }
}
