namespace Workbench.Population;

/// <content>Who a head is: its geometry without hair and beard, its skin and its irises.</content>
public sealed partial record HeadSpec
{
    /// <summary>The names of the fields that make a person.</summary>
    public static IReadOnlyList<string> IdentityFields { get; } = [.. HeadFieldRange.All.Where(IsIdentity).Select(range => range.Name)];

    /// <summary>Whether two heads are the same person: equal in every field of <see cref="IdentityFields"/>.</summary>
    public bool IsSamePersonAs(HeadSpec other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return HeadFieldRange.All.Where(IsIdentity).All(range => _values[(int)range.Field] == other._values[(int)range.Field]);
    }

    /// <summary>This head turned into another person who keeps its hair, beard, clothes and make-up.</summary>
    /// <param name="person">Who.</param>
    public HeadSpec WithIdentityOf(HeadSpec person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var head = this with { };
        foreach (var range in HeadFieldRange.All)
            if (IsIdentity(range))
                head._values[(int)range.Field] = person._values[(int)range.Field];
        return head;
    }

    private static bool IsIdentity(HeadFieldRange range) =>
        range.Coordinate < HeadCoordinates.FirstHair
        || range.Field is HeadField.SkinTone or HeadField.SkinHue or HeadField.SkinSaturation or HeadField.IrisHue or HeadField.IrisLightness;
}
