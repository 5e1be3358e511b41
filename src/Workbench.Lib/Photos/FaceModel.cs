using System.Numerics;
using Workbench.Generator;
using Workbench.Population;

namespace Workbench.Photos;

/// <summary>Where the landmarks of an average head lie in a generator's world. A pose fitted to it is a first guess: faces differ from it by a few degrees.</summary>
public sealed record FaceModel
{
    // PanoHead's crop shows a face 0.82 times as large as EG3D's, 0.03 lower: from the quad's rule for the standard face, its margins, and 3DDFA's unit scale.
    private const float PanoHeadScale = 0.222f;
    private static readonly Vector3 PanoHeadOrigin = new(0, -0.027f, 0.13f);

    /// <summary>What it is a model of.</summary>
    public required string Name { get; init; }

    /// <summary>Landmarks in the world: +y up, the face towards +z, the person's left at +x.</summary>
    public required IReadOnlyDictionary<HeadPoint, Vector3> Points { get; init; }

    /// <summary>Lowest and highest corner of the head's box, from chin to hair.</summary>
    public required (Vector3 Low, Vector3 High) Box { get; init; }

    /// <summary>How far a person's landmarks lie from the average ones, standard deviation, world units.</summary>
    public double Deviation { get; init; } = 0.007;

    /// <summary>The world of EG3D's FFHQ generators.</summary>
    public static FaceModel Eg3d { get; } = Standard("EG3D", 0.27f, new Vector3(0, 0.006f, 0.161f));

    /// <summary>The world of PanoHead's released generators; approximate, which refinement against the generator makes good.</summary>
    public static FaceModel PanoHead { get; } = Standard("PanoHead", PanoHeadScale, PanoHeadOrigin);

    /// <summary>The world of the procedural heads, to which the demo generator belongs.</summary>
    public static FaceModel Population { get; } = FromPopulation();

    /// <summary>The model for a generator: the population's for one with its 64 coordinates, else PanoHead's.</summary>
    public static FaceModel For(PanoHeadConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.LatentWidth == HeadCoordinates.Count ? Population : PanoHead;
    }

    // The standard face has neither chin nor ears; theirs are taken from usual proportions.
    private static FaceModel Standard(string name, float scale, Vector3 origin)
    {
        var face = Eg3dAlignment.StandardFace;
        Vector3 Place(float x, float y, float z) => scale * new Vector3(x, y, z) + origin;
        var points = new Dictionary<HeadPoint, Vector3>
        {
            [HeadPoint.RightEye] = scale * face[0] + origin,
            [HeadPoint.LeftEye] = scale * face[1] + origin,
            [HeadPoint.Nose] = scale * face[2] + origin,
            [HeadPoint.RightMouth] = scale * face[3] + origin,
            [HeadPoint.LeftMouth] = scale * face[4] + origin,
            [HeadPoint.Mouth] = Place(0, -0.36f, 0.38f),
            [HeadPoint.Chin] = Place(0, -0.82f, 0.2f),
            [HeadPoint.RightEar] = Place(-0.74f, 0.12f, -0.6f),
            [HeadPoint.LeftEar] = Place(0.74f, 0.12f, -0.6f),
        };
        return new FaceModel { Name = name, Points = points, Box = (Place(-0.8f, -0.82f, -1.35f), Place(0.8f, 1.25f, 0.5f)), Deviation = 0.03 * scale };
    }

    private static FaceModel FromPopulation()
    {
        // The middle of every range.
        var middle = new HeadSpec();
        for (var i = 0; i < HeadCoordinates.Count; i++)
            middle = middle.WithCoordinate(i, 0.5);
        var marks = HeadLandmarks.Of(middle);
        var points = new Dictionary<HeadPoint, Vector3>
        {
            [HeadPoint.RightEye] = marks.RightEye,
            [HeadPoint.LeftEye] = marks.LeftEye,
            [HeadPoint.Nose] = marks.Nose,
            [HeadPoint.RightMouth] = marks.RightMouth,
            [HeadPoint.LeftMouth] = marks.LeftMouth,
            [HeadPoint.Mouth] = (marks.RightMouth + marks.LeftMouth) / 2 + new Vector3(0, 0, 0.01f),
            [HeadPoint.Chin] = marks.Chin,
            [HeadPoint.RightEar] = marks.RightEar,
            [HeadPoint.LeftEar] = marks.LeftEar,
        };
        var side = marks.LeftEar.X + 0.01f;
        return new FaceModel { Name = "procedural heads", Points = points, Box = (new Vector3(-side, marks.Chin.Y, -0.18f), new Vector3(side, marks.Top, marks.Nose.Z)), Deviation = 0.006 };
    }
}
