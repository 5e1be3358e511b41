using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using Plotly.NET;
using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Geometry;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Display;

/// <summary>Finds the way to show a value.</summary>
public static partial class Describe
{
    private static readonly ConcurrentDictionary<Type, Func<object, Figure>> Registered = new();

    /// <summary>Teaches how to show a type; later calls win over earlier ones and over what is built in.</summary>
    /// <typeparam name="T">The type; types derived from it and, for interfaces, types that have it are shown the same way.</typeparam>
    public static void Register<T>(Func<T, Figure> show)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(show);
        Registered[typeof(T)] = value => show((T)value);
    }

    /// <summary>Shows any value.</summary>
    public static Figure ToFigure(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (Custom(value.GetType()) is { } show)
            return show(value);
        return value switch
        {
            Figure figure => figure,
            Picture picture => Figures.Image(picture, caption: picture.ToString()),
            Tensor tensor => Show(tensor),
            RenderedViews views => Show(views),
            TriGrid grid => Show(grid),
            Latents latents => Show(latents),
            OcclusionMask mask => OcclusionPictures.Planes(mask),
            TensorRecord record => Show(record),
            Camera camera => Show(camera),
            Mesh mesh => Charts.Mesh(mesh),
            GenericChart chart => Charts.FromPlotly(chart),
            IEnumerable<Picture> pictures when pictures.Any() => Figures.Grid([.. pictures]),
            IEnumerable<Figure> figures when figures.Any() => Figures.Column([.. figures]),
            _ => Words(value),
        };
    }

    private static Func<object, Figure>? Custom(Type type)
    {
        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
            if (Registered.TryGetValue(candidate, out var show))
                return show;
        foreach (var contract in type.GetInterfaces())
            if (Registered.TryGetValue(contract, out var show))
                return show;
        return null;
    }

    private static Figure Words(object value)
    {
        const int MaximumItems = 20;
        var text = value is IEnumerable items and not string
            ? string.Join(Environment.NewLine, items.Cast<object?>().Take(MaximumItems).Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)))
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return Figures.Text(text, value.GetType().Name);
    }
}
