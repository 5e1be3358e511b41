using TorchSharp.Modules;

namespace Workbench.Training;

/// <summary>What Adam remembers of one parameter.</summary>
internal abstract record AdamMoments
{
    /// <summary>Moments by kind.</summary>
    public abstract IEnumerable<(string Kind, Tensor Moment)> Tensors { get; }

    /// <summary>Steps done.</summary>
    public abstract long Step { get; set; }

    /// <exception cref="ArgumentException">The state belongs to another optimiser.</exception>
    public static AdamMoments Of(OptimizerState state) => state switch
    {
        Adam.State adam => new OfAdam(adam),
        AdamW.State adamW => new OfAdamW(adamW),
        _ => throw new ArgumentException($"optimizer: {state.GetType().DeclaringType?.Name} keeps a state that is not known; name its tensors with TrainingState.Tensor.", nameof(state)),
    };

    private static IEnumerable<(string, Tensor)> Present(Tensor mean, Tensor square, Tensor? largest)
    {
        yield return ("mean", mean);
        yield return ("square", square);
        if (largest is not null)
            yield return ("largest", largest);
    }

    private sealed record OfAdam(Adam.State State) : AdamMoments
    {
        public override IEnumerable<(string Kind, Tensor Moment)> Tensors => Present(State.exp_avg, State.exp_avg_sq, State.max_exp_avg_sq);

        public override long Step { get => State.step; set => State.step = value; }
    }

    private sealed record OfAdamW(AdamW.State State) : AdamMoments
    {
        public override IEnumerable<(string Kind, Tensor Moment)> Tensors => Present(State.exp_avg, State.exp_avg_sq, State.max_exp_avg_sq);

        public override long Step { get => State.step; set => State.step = value; }
    }
}
