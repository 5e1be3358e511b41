namespace Workbench.Training;

/// <summary>Labelled pictures of heads to learn from: a folder of photographs, or a population that is drawn on demand.</summary>
public interface IHeadImages
{
    /// <summary>Number of pictures, repetitions and mirrored ones included.</summary>
    int Count { get; }

    /// <summary>Labels of all pictures, [count, 25], float32 on the CPU; the caller's scope owns them.</summary>
    Tensor Cameras();

    /// <summary>Reads pictures.</summary>
    /// <param name="indices">Which, 0…count − 1.</param>
    /// <returns>On the CPU; masks only where the source was made with them.</returns>
    RealHeads Read(IReadOnlyList<int> indices);

    /// <summary>What messages call a picture.</summary>
    string NameOf(int index);
}
