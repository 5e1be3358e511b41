using Workbench.Ops;

namespace Workbench.Training;

/// <content>Whole pictures.</content>
public sealed partial class DistillationTraining
{
    private Dictionary<string, double> StepPictures(DistillationPhase phase, double rate) => StepField(phase, rate);

    private Dictionary<string, double> StepRefiner(DistillationPhase phase, double rate) => StepField(phase, rate);
}
