using Workbench.Generator;

namespace Workbench.Inversion;

/// <summary>Finds the head that a generator shows as a photograph.</summary>
public interface IInverter
{
    /// <summary>Inverts one photograph. The generator handed in is never altered.</summary>
    /// <remarks>
    /// Cancelling keeps the best so far: the state with the lowest loss is returned and marked <see cref="InversionEnd.Cancelled"/>.
    /// Only a cancellation before any state has been compared with the photograph throws.
    /// </remarks>
    /// <param name="head">The generator.</param>
    /// <param name="photo">The photograph; resized to the generator's resolution.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Checked before every step and every update.</param>
    /// <returns>The head, owned by the caller's dispose scope if there is one.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before anything was done.</exception>
    InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default);
}
