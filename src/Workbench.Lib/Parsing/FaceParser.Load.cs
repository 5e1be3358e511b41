using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Parsing;

public sealed partial class FaceParser
{
    /// <summary>The parser with published weights.</summary>
    /// <param name="path"><c>79999_iter.pth</c>, or the same as safetensors. The heads of its training may be missing.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds another network; the message says which one it looks like.</exception>
    public static FaceParser Load(string path)
    {
        return new FaceParser().GiveTo(parser =>
        {
            NetworkWeights.Load(parser, path, KnownNetworks.FaceParser);
            return parser;
        });
    }
}
