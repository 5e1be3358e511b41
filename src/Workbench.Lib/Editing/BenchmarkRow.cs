namespace Workbench.Editing;

/// <summary>A way to transfer hair that the benchmark compares with others.</summary>
/// <param name="Name">Rule and ring in words; results are kept under this name.</param>
/// <param name="Config">Settings.</param>
public sealed record BenchmarkMethod(string Name, TransferConfig Config);

/// <summary>One edit of the benchmark.</summary>
/// <param name="Pair">Who and whose.</param>
/// <param name="Method">Rule and ring in words, or a baseline.</param>
/// <param name="Truth">Against the true picture of the ideal edit.</param>
/// <param name="Possible">Against the generator's own picture of it: the error of the edit without that of the generator.</param>
/// <param name="OwnColours">Against the true picture in which brows and beard keep the target's colour; see <see cref="IdealEdit.OwnColours"/>.</param>
/// <param name="Seconds">Wall time of the edit beyond what methods share: views, their labels, gradients.</param>
public sealed record BenchmarkRow(StylePair Pair, string Method, SectorPsnr Truth, SectorPsnr Possible, SectorPsnr OwnColours, double Seconds);
