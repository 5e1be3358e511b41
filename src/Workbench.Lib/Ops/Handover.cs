namespace Workbench.Ops;

/// <summary>Resources that belong to what is made of them.</summary>
internal static class Handover
{
    /// <summary>Makes the new owner of a resource, which may be the resource itself once it is complete; frees the resource when that fails.</summary>
    /// <param name="resource">Belongs to the result.</param>
    /// <param name="make">Makes the owner.</param>
    public static TOwner GiveTo<TResource, TOwner>(this TResource resource, Func<TResource, TOwner> make)
        where TResource : IDisposable
    {
        try
        {
            return make(resource);
        }
        catch
        {
            resource.Dispose();
            throw;
        }
    }
}
