namespace Workbench.Notebooks.Formatting;

/// <summary>How far a runtime type is from a type that a formatter was registered for; smaller is more specific.</summary>
internal static class TypeDistance
{
    private const int InterfaceBase = 10_000;

    /// <returns>0 for the type itself, null when the registered type does not cover the runtime type.</returns>
    public static int? Between(Type runtime, Type registered)
    {
        if (runtime == registered) return 0;
        if (registered == typeof(object)) return int.MaxValue;
        if (registered.IsInterface)
        {
            // a derived interface implements more interfaces than its bases, so it comes first
            var match = Array.Find(runtime.GetInterfaces(), candidate => Same(candidate, registered));
            return match is null ? null : InterfaceBase - Math.Min(match.GetInterfaces().Length, InterfaceBase / 2);
        }
        var distance = 1;
        for (var type = runtime; type is not null; type = type.BaseType, distance++)
        {
            if (Same(type, registered)) return distance;
        }
        return null;
    }

    private static bool Same(Type type, Type registered) =>
        type == registered || (registered.IsGenericTypeDefinition && type.IsGenericType && type.GetGenericTypeDefinition() == registered);
}
