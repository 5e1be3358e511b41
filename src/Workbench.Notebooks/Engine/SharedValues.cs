using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebooks.Engine;

/// <summary>Values that <c>#!value</c> stores and <c>#!share</c> and <c>#!set</c> turn into variables. The only other language is C# itself.</summary>
internal sealed class SharedValues(string workingDirectory)
{
    private readonly Dictionary<string, string> _texts = [];

    /// <summary>Follows one of the three commands.</summary>
    /// <param name="command">The command with its options.</param>
    /// <param name="text">The lines behind <c>#!value</c>.</param>
    /// <returns>C# code that declares the variable asked for; empty when there is none.</returns>
    /// <exception cref="CellException">An option is missing or unknown, or a value does not exist.</exception>
    public string Follow(CommandStep command, string text)
    {
        var (options, rest) = Options(command);
        switch (command.Name)
        {
            case "value":
                var file = options.GetValueOrDefault("--from-file");
                _texts[Name(Required("--name"))] = file is null ? text.TrimEnd('\n') : Read(file);
                return string.Empty;
            case "share":
                var source = rest.FirstOrDefault() ?? throw Bad("expected #!share --from csharp|value name [--as name].");
                return Declare(Name(options.GetValueOrDefault("--as") ?? source), options.GetValueOrDefault("--from") ?? "csharp", source);
            default:
                var (name, value) = (Name(Required("--name")), Required("--value"));
                if (value.StartsWith('@') && value.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon) return Declare(name, value[1..colon], value[(colon + 1)..]);
                return Text(name, value);
        }

        string Required(string option) => options.GetValueOrDefault(option) ?? throw Bad($"{option} is missing.");

        string Read(string path)
        {
            var full = Path.GetFullPath(path, workingDirectory);
            return File.Exists(full) ? File.ReadAllText(full) : throw Bad($"no such file: {full}");
        }

        string Name(string name) => SyntaxFacts.IsValidIdentifier(name) ? name : throw Bad($"\"{name}\" is not a C# name.");

        string Declare(string name, string kernel, string variable)
        {
            if (kernel == "value") return _texts.TryGetValue(variable, out var stored) ? Text(name, stored) : throw Bad($"#!value has stored no \"{variable}\".");
            if (!KernelNames.IsCSharp(kernel)) throw Bad($"this engine runs C# only, not {KernelNames.OtherLanguage(kernel) ?? kernel}.");
            return name == Name(variable) ? string.Empty : $"var {name} = {variable};";
        }

        string Text(string name, string value) => options.GetValueOrDefault("--mime-type") == "application/json"
            ? $"var {name} = System.Text.Json.JsonDocument.Parse({SymbolDisplay.FormatLiteral(value, quote: true)});"
            : $"var {name} = {SymbolDisplay.FormatLiteral(value, quote: true)};";

        CellException Bad(string reason) => new(command.Line, $"#!{command.Name}: {reason}");
    }

    private static (Dictionary<string, string> Options, List<string> Names) Options(CommandStep command)
    {
        var (options, rest) = (new Dictionary<string, string>(), new List<string>());
        var words = Words(command.Argument);
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal)) rest.Add(words[i]);
            else if (i + 1 < words.Count) options[words[i]] = words[++i];
            else throw new CellException(command.Line, $"#!{command.Name}: {words[i]} has no value.");
        }
        return (options, rest);
    }

    // words are parted by spaces; double quotes hold a word together
    private static List<string> Words(string text)
    {
        var (words, word, quoted, any) = (new List<string>(), new StringBuilder(), false, false);
        foreach (var c in text)
        {
            if (c == '"')
            {
                (quoted, any) = (!quoted, true);
            }
            else if (c == ' ' && !quoted)
            {
                if (any) words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }
        if (any) words.Add(word.ToString());
        return words;
    }
}
