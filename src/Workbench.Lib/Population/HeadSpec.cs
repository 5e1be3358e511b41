using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Workbench.Population;

/// <summary>A procedural head: everything that its shape and its colours depend on, as named numbers.</summary>
/// <remarks>
/// Immutable; <c>head with { HairLength = 0.3f }</c> is the same head with longer hair. Lengths are in model units of 1.12 sides of the generator's box, +x is the person's left, +y up, +z out of the face.
/// A field may leave its usual range by a quarter of that range. Equal fields make equal heads.
/// </remarks>
public sealed partial record HeadSpec
{
    private readonly float[] _values;

    /// <summary>An ordinary head with short hair.</summary>
    public HeadSpec() => _values = [.. HeadFieldRange.All.Select(range => range.Default)];

    private HeadSpec(HeadSpec other) => _values = [.. other._values];

    /// <summary>The names of all fields, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> FieldNames { get; } = [.. HeadFieldRange.All.Select(range => range.Name)];

    /// <summary>All fields in the order of <see cref="FieldNames"/>.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>All fields scaled so that their usual ranges become −1…1: what a network that shall know the head is asked for.</summary>
    public float[] NormalizedValues()
    {
        var values = new float[_values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var range = HeadFieldRange.All[i];
            values[i] = 2 * (_values[i] - range.Low) / (range.High - range.Low) - 1;
        }
        return values;
    }

    /// <summary>The same head with one field named by text, as sliders need it.</summary>
    /// <param name="field">One of <see cref="FieldNames"/>.</param>
    /// <param name="value">The new value.</param>
    /// <exception cref="ArgumentException">There is no such field.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is not accepted there.</exception>
    public HeadSpec With(string field, float value)
    {
        if (!Enum.TryParse<HeadField>(field, out var known) || !Enum.IsDefined(known))
            throw new ArgumentException($"field: a head has no '{field}'. Its fields are {string.Join(", ", FieldNames)}.", nameof(field));
        var head = this with { };
        head.Set(known, value);
        return head;
    }

    /// <summary>This head with the hair and beard of another: the true result of a hair edit.</summary>
    /// <param name="hair">Whose hair.</param>
    /// <param name="withColour">Whether the colour of the hair comes along.</param>
    public HeadSpec WithHairOf(HeadSpec hair, bool withColour = true)
    {
        ArgumentNullException.ThrowIfNull(hair);
        var head = this with { };
        foreach (var range in HeadFieldRange.All)
            if (range.Coordinate is >= HeadCoordinates.FirstHair and <= HeadCoordinates.LastHair
                || (withColour && range.Field is HeadField.HairMelanin or HeadField.HairRedness or HeadField.HairGrey or HeadField.Ombre or HeadField.StrandContrast or HeadField.ScalpShade))
                head._values[(int)range.Field] = hair._values[(int)range.Field];
        return head;
    }

    /// <summary>Equal fields.</summary>
    public bool Equals([NotNullWhen(true)] HeadSpec? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values)
            hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>Every field and its value.</summary>
    public override string ToString() =>
        "HeadSpec { " + string.Join(", ", HeadFieldRange.All.Select((range, i) => string.Create(CultureInfo.InvariantCulture, $"{range.Name} = {_values[i]:0.####}"))) + " }";

    private float this[HeadField field]
    {
        get => _values[(int)field];
        init => Set(field, value);
    }

    private void Set(HeadField field, float value)
    {
        var range = HeadFieldRange.All[(int)field];
        if (!(value >= range.Least && value <= range.Most)) // also refuses NaN
            throw new ArgumentOutOfRangeException(field.ToString(), value, string.Create(CultureInfo.InvariantCulture, $"{field} lies in {range.Least:0.####}…{range.Most:0.####} (usually {range.Low:0.####}…{range.High:0.####})."));
        _values[(int)field] = value;
    }
}
