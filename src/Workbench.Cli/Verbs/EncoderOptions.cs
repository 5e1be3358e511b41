using System.CommandLine;
using Workbench.Evaluation;
using Workbench.Generator;
using Workbench.Inversion;

namespace Workbench.Cli.Verbs;

/// <summary>Options that name encoder files, shared by several verbs.</summary>
internal sealed class EncoderOptions
{
    public Option<string[]> Encoders { get; } = new("--encoder", "-e") { Description = "Encoder file: one that workbench train wrote, or a published pSp, e4e or TriPlaneNet checkpoint. May be repeated.", AllowMultipleArgumentsPerToken = true };

    public Option<string[]> Dual { get; } = new("--dual") { Description = "Files of E1 and E2: the dual encoder.", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };

    public Option<string[]> Goae { get; } = new("--goae") { Description = "GOAE's two published files: encoder and feature alignment.", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };

    public Option<bool> AnyGenerator { get; } = new("--any-generator") { Description = "Take encoders whose average code is another generator's." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Encoders, Dual, Goae, AnyGenerator })
            command.Add(option);
    }

    /// <summary>Opens every file that was named.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="head">The generator.</param>
    /// <param name="owned">Receives what is to be freed.</param>
    public List<NamedInverter> Open(ParseResult arguments, PanoHead head, ICollection<IDisposable> owned)
    {
        var list = new List<NamedInverter>();
        var any = arguments.GetValue(AnyGenerator);
        OpenedEncoder Keep(OpenedEncoder encoder)
        {
            owned.Add(encoder);
            return encoder;
        }
        foreach (var path in arguments.GetValue(Encoders) ?? [])
        {
            var encoder = Keep(EncoderFiles.Open(path, head, any));
            list.Add(new(encoder.Name, encoder.Inverter, encoder.Checksum));
        }
        if (arguments.GetValue(Goae) is [var first, var second])
        {
            var goae = Keep(EncoderFiles.OpenGoae(first, second, head, any));
            list.Add(new(goae.Name, goae.Inverter, goae.Checksum));
        }
        if (arguments.GetValue(Dual) is [var e1, var e2])
        {
            var (one, two) = (Keep(EncoderFiles.Open(e1, head, any)), Keep(EncoderFiles.Open(e2, head, any)));
            if (one.Inverter is not TriGridEncoder seen || two.Inverter is not TriGridEncoder unseen)
                throw new ArgumentException("--dual: both files must hold encoders into tri-grids, as workbench train writes them.");
            list.Add(new("dual", new DualEncoder(seen, unseen), one.Checksum + " " + two.Checksum));
        }
        return list;
    }
}
