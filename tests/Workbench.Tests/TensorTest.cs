namespace Workbench.Tests;

/// <summary>Fails any test that ends with more live tensors than it began with, or in another gradient mode.</summary>
public abstract class TensorTest : IDisposable
{
    private readonly long _before;
    private readonly DisposeScope _scope;

    protected TensorTest()
    {
        Assert.True(is_grad_enabled(), "A test before this one left gradients switched off on this thread.");
        _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        _scope = NewDisposeScope();
    }

    public void Dispose()
    {
        _scope.Dispose();
        GC.SuppressFinalize(this);
        var after = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.True(is_grad_enabled(), "The test leaves gradients switched off on this thread.");
        Assert.True(after <= _before, $"{after - _before} tensors outlived the test.");
    }
}
