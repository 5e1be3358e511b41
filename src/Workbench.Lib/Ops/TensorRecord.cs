namespace Workbench.Ops;

/// <summary>A value that owns tensors: disposing it disposes them, moving it moves them.</summary>
[TypeFormatterSource]
public abstract record TensorRecord : IDisposable
{
    /// <summary>The tensors this value owns.</summary>
    protected abstract IEnumerable<Tensor?> Owned { get; }

    /// <summary>Disposes every tensor.</summary>
    public void Dispose()
    {
        foreach (var tensor in Owned)
            tensor?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Hands every tensor to the enclosing dispose scope.</summary>
    internal void MoveToOuterScope()
    {
        foreach (var tensor in Owned)
            tensor?.MoveToOuterDisposeScope();
    }

    /// <summary>Takes every tensor out of all dispose scopes; the caller disposes.</summary>
    internal void Detach()
    {
        foreach (var tensor in Owned)
            tensor?.DetachFromDisposeScope();
    }
}

/// <summary>Fluent returns for values that own tensors.</summary>
public static class TensorRecordScopes
{
    /// <summary>Hands the tensors of a value to the enclosing dispose scope and returns the value.</summary>
    public static T MoveToOuterDisposeScope<T>(this T value)
        where T : TensorRecord
    {
        value.MoveToOuterScope();
        return value;
    }

    /// <summary>Takes the tensors of a value out of all dispose scopes and returns the value; the caller disposes it.</summary>
    public static T DetachFromDisposeScope<T>(this T value)
        where T : TensorRecord
    {
        value.Detach();
        return value;
    }
}
