namespace Workbench.Tests;

/// <summary>Fails any test that ends with more live tensors than it began with.</summary>
public abstract class TensorTest : IDisposable
{
    private readonly long _before;
    private readonly DisposeScope _scope;

    protected TensorTest()
    {
        _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        _scope = NewDisposeScope();
    }

    public void Dispose()
    {
        _scope.Dispose();
        GC.SuppressFinalize(this);
        var after = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.True(after <= _before, $"{after - _before} tensors outlived the test.");
    }
}
