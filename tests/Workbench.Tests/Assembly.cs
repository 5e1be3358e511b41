// libtorch uses every core inside one operation, and the leak check counts live tensors of the whole process: tests run one by one.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
