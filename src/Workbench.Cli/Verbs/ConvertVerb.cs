using System.CommandLine;
using Spectre.Console;
using Workbench.Generator;
using Workbench.Notebooks.Documents;
using Workbench.Weights;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench convert IN OUT</c>: weights in the format that executes nothing; notebooks as <c>.ipynb</c>, <c>.dib</c> or HTML.</summary>
internal static class ConvertVerb
{
    public static Command Create()
    {
        var input = new Argument<FileInfo>("input") { Description = "Weights: network .pkl, .pth/.pt, .npy/.npz or safetensors. Notebooks: .ipynb or .dib." };
        var output = new Argument<FileInfo>("output") { Description = "File to write: .safetensors for weights; .ipynb, .dib or .html for notebooks." };
        var command = new Command("convert", "Convert weights to safetensors (a network pickle keeps its configuration), or a notebook to another form.") { input, output };
        command.SetAction(arguments => Convert(arguments.GetValue(input)!.FullName, arguments.GetValue(output)!.FullName));
        return command;
    }

    private static int Convert(string input, string output)
    {
        if (Path.GetExtension(input).ToLowerInvariant() is ".ipynb" or ".dib")
            return ConvertNotebook(input, output);
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

    private static int ConvertNotebook(string input, string output)
    {
        var document = NotebookDocument.Load(input);
        switch (Path.GetExtension(output).ToLowerInvariant())
        {
            case ".ipynb" or ".dib":
                document.Save(output);
                break;
            case ".html":
                HtmlReport.Save(document, output, new HtmlReportOptions { ImageFolder = Path.GetDirectoryName(Path.GetFullPath(input)) });
                break;
            default:
                throw new ArgumentException($"{output}: a notebook becomes .ipynb, .dib or .html.");
        }
        AnsiConsole.MarkupLineInterpolated($"wrote {output}");
        return 0;
    }
}
