using System.CommandLine;
using Spectre.Console;
using Workbench.Generator;
using Workbench.Weights;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench convert IN OUT.safetensors</c>: weights in the format that executes nothing.</summary>
internal static class ConvertVerb
{
    public static Command Create()
    {
        var input = new Argument<FileInfo>("input") { Description = "Network .pkl, .pth/.pt, .npy/.npz or safetensors." };
        var output = new Argument<FileInfo>("output") { Description = "safetensors file to write." };
        var command = new Command("convert", "Convert weights to safetensors; a network pickle keeps its configuration.") { input, output };
        command.SetAction(arguments => Convert(arguments.GetValue(input)!.FullName, arguments.GetValue(output)!.FullName));
        return command;
    }

    private static int Convert(string input, string output)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var file = WeightFile.Open(input);
        var source = $"{Path.GetFileName(input)} sha256 {file.Sha256()}";
        if (file.Snapshot is not null)
        {
            using var head = PanoHead.Load(input);
            head.Save(output, source);
        }
        else
        {
            var metadata = new Dictionary<string, string>(file.Metadata) { ["source"] = source };
            SafeTensors.Write(output, file.Tensors.LoadAll(), metadata);
        }
        using var written = WeightFile.Open(output);
        AnsiConsole.MarkupLineInterpolated($"wrote {output}");
        AnsiConsole.WriteLine(written.Summary());
        return 0;
    }
}
