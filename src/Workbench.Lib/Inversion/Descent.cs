using System.Diagnostics;

namespace Workbench.Inversion;

/// <summary>How a descent went.</summary>
/// <param name="Stage">Name, steps, time.</param>
/// <param name="End">Why it ended.</param>
/// <param name="Losses">Loss terms of the last step, or of the kept state when it did not finish.</param>
internal sealed record DescentOutcome(InversionStage Stage, InversionEnd End, InversionLosses Losses);

/// <summary>Gradient descent that reports, can be cancelled, and keeps the best state: the loop under every optimisation of this folder.</summary>
internal sealed class Descent
{
    public required string Stage { get; init; }

    public required int Steps { get; init; }

    public required optim.Optimizer Optimizer { get; init; }

    public required Func<int, double> LearningRate { get; init; }

    /// <summary>The loss of the present state; called once a step inside a dispose scope of its own.</summary>
    public required Func<int, StepLoss> Evaluate { get; init; }

    /// <summary>Told, without gradients, when the state just evaluated is the best so far, before it is updated.</summary>
    public required Action Keep { get; init; }

    /// <summary>Told, without gradients, after every update.</summary>
    public Action<int>? Updated { get; init; }

    public int PictureEvery { get; init; }

    public IProgress<InversionReport>? Progress { get; init; }

    /// <summary>Runs all steps, or fewer.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the first evaluation.</exception>
    /// <exception cref="InvalidOperationException">The first loss is NaN or infinite.</exception>
    public DescentOutcome Run(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var grad = enable_grad();
        var clock = Stopwatch.StartNew();
        InversionLosses? best = null, last = null;
        var (step, end) = (0, InversionEnd.Finished);
        for (; step < Steps; step++)
        {
            if (cancellation.IsCancellationRequested)
            {
                end = InversionEnd.Cancelled;
                break;
            }
            using var scope = NewDisposeScope();
            var loss = Evaluate(step);
            last = loss.Read();
            if (!double.IsFinite(last.Total))
            {
                end = InversionEnd.Diverged;
                break;
            }
            if (best is null || last.Total < best.Total)
            {
                best = last;
                using (no_grad())
                    Keep();
            }
            if (cancellation.IsCancellationRequested)
            {
                end = InversionEnd.Cancelled;
                break;
            }
            var rate = Update(loss, step);
            Progress?.Report(new InversionReport(Stage, step + 1, Steps, last, rate, Picture(loss.Image, step)));
        }
        if (best is null)
            throw new InvalidOperationException($"{Stage}: the first loss is not a finite number (pixel {last!.Pixel}, perceptual {last.Perceptual}). Check that the generator's weights are finite.");
        return new DescentOutcome(new InversionStage(Stage, step, Steps, clock.Elapsed), end, end == InversionEnd.Finished ? last! : best);
    }

    private double Update(StepLoss loss, int step)
    {
        var rate = LearningRate(step);
        foreach (var group in Optimizer.ParamGroups)
            group.LearningRate = rate;
        Optimizer.zero_grad();
        loss.Total.backward();
        Optimizer.step();
        using (no_grad())
            Updated?.Invoke(step);
        return rate;
    }

    // Leaves all dispose scopes: the receiver may show it on another thread, later.
    private Tensor? Picture(Tensor image, int step)
    {
        if (Progress is null || PictureEvery == 0 || (step % PictureEvery != 0 && step != Steps - 1))
            return null;
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        return image.detach().cpu().clone().DetachFromDisposeScope();
    }
}
