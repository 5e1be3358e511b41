using System.Numerics;
using Workbench.Ops;

namespace Workbench.Population;

/// <summary>A head made ready for the kernels: places and sizes of all primitives.</summary>
internal sealed class HeadShape
{
    // Middle of the skull and of the jaw.
    public const float SkullY = 0.05f;
    public const float SkullZ = -0.02f;
    public const float JawY = -0.055f;
    public const float JawZ = 0.028f;
    public const float JawDepth = 0.086f;
    public const float EyeY = 0.008f;
    public const float NeckZ = -0.035f;
    public const float TorsoZ = -0.035f;
    public const float TorsoRadius = 0.085f;
    public const float BustBottom = -0.42f;
    public const float EarY = -0.008f;
    public const float EarZ = -0.012f;

    public HeadShape(HeadSpec spec, PhotoDetails details)
    {
        Spec = spec;
        Details = details;
        Wears = details.Glasses is not null || details.Hat is not null || details.Earrings is not null;
        JawHeight = 0.104f;
        ChinY = -0.126f - 0.6f * spec.Chin;
        ChinZ = 0.066f + spec.Chin;
        CheekRadius = 0.034f + 0.008f * spec.CheekFullness;
        BrowY = 0.047f - 0.007f * spec.BrowRidge;
        BrowDepth = 0.020f + 0.009f * spec.BrowRidge;
        NeckRadius = spec.NeckWidth;
        NeckAxis = new CapsuleShape(new(0, -0.08f, NeckZ + 0.012f), new(0, -0.36f, NeckZ - 0.008f), NeckRadius, NeckRadius * 1.06f);
        Trapezius = new CapsuleShape(new(0, -0.235f, TorsoZ), new(0, -0.34f, TorsoZ), NeckRadius + 0.006f, NeckRadius + 0.06f);
        ShoulderSpan = spec.ShoulderWidth - TorsoRadius;

        MouthY = EyeY - spec.NoseLength - 0.047f;
        EyeHeight = spec.EyeSize * 0.86f;
        NoseY = EyeY - spec.NoseLength;
        var anchors = Anchors(spec);
        (EyeZ, NoseZ, MouthZ) = (anchors[0], anchors[1], anchors[2]);
        MouthBend = Math.Max(0, (anchors[2] - anchors[3]) / (spec.MouthWidth * spec.MouthWidth));
        BridgeZ = anchors[4];
        EarX = spec.SkullWidth * 0.985f;
        SmileBend = 0.010f * spec.Smile / (spec.MouthWidth * spec.MouthWidth);
        var tip = new Vector3(0, NoseY, NoseZ + spec.NoseBridge - 0.016f);
        NoseTip = tip;
        NoseRidge = new CapsuleShape(new(0, EyeY + 0.012f, BridgeZ - 0.008f), tip, 0.011f, 0.0165f);
        NoseWing = new Vector3(spec.NoseWidth, NoseY - 0.003f, NoseZ + 0.002f);

        // Hair.
        var thickness = spec.HairThickness;
        Thickness = Math.Max(thickness, 0);
        HairGate = Ramp((thickness - 0.003f) / 0.007f);
        HasHair = thickness > 0;
        TailAmount = HairGate * Ramp(spec.TailRadius / 0.010f);
        BunAmount = HairGate * Ramp(spec.BunRadius / 0.010f);
        var gathered = Math.Max(TailAmount, BunAmount);
        CurtainBottom = 0.06f - spec.HairLength * HairGate * (1 - 0.8f * gathered);
        HasCurtain = HasHair && CurtainBottom < 0.05f;
        Fringe = Math.Max(spec.Fringe, 0) * HairGate * (1 - 0.5f * gathered);
        CrownHole = spec.CrownHole;
        PartingDepth = 0.55f * Thickness * Ramp((thickness - 0.008f) / 0.02f);
        CurlHeight = Math.Max(spec.Curl, 0) * Math.Min(0.35f * Thickness, 0.011f);
        if (TailAmount > 0)
            Tail = TailOf(spec);
        if (BunAmount > 0)
        {
            BunRadius = Math.Max(spec.BunRadius, 0.043f);
            var (place, outwards) = OnSkull(spec.BunElevation, spec.BunSide);
            // The bun slides out of the head as it comes into being.
            BunCentre = place + outwards * (BunAmount * (0.70f * BunRadius + 0.7f * Math.Min(Thickness, 0.035f)) - (1 - BunAmount) * (BunRadius + 0.02f));
        }
        BeardLength = Math.Max(spec.BeardLength, 0);
        Top = SkullY + spec.SkullHeight + 1.3f * Thickness + CurlHeight + 0.02f;
        if (details.Hat is not null)
            Top += 0.03f;
        if (BunAmount > 0)
            Top = Math.Max(Top, BunCentre.Y + BunRadius + CurlHeight + 0.02f);
    }

    public HeadSpec Spec { get; }

    public PhotoDetails Details { get; }

    /// <summary>Whether there are glasses, a hat or earrings.</summary>
    public bool Wears { get; }

    public float JawHeight { get; }

    public float ChinY { get; }

    public float ChinZ { get; }

    public float CheekRadius { get; }

    public float BrowY { get; }

    public float BrowDepth { get; }

    public float NeckRadius { get; }

    public CapsuleShape NeckAxis { get; }

    public CapsuleShape Trapezius { get; }

    /// <summary>Half the length of the line inside the shoulders.</summary>
    public float ShoulderSpan { get; }

    public float MouthY { get; }

    public float EyeHeight { get; }

    public float NoseY { get; }

    // Where the head's surface lies before the eye, nose and mouth.
    public float EyeZ { get; }

    public float NoseZ { get; }

    public float MouthZ { get; }

    public float BridgeZ { get; }

    /// <summary>How fast the face recedes sideways from the mouth: z = MouthZ − MouthBend·x².</summary>
    public float MouthBend { get; }

    /// <summary>How fast the mouth rises sideways.</summary>
    public float SmileBend { get; }

    public float EarX { get; }

    public Vector3 NoseTip { get; }

    public CapsuleShape NoseRidge { get; }

    public Vector3 NoseWing { get; }

    public bool HasHair { get; }

    public float Thickness { get; }

    /// <summary>0 for a shaved head, 1 where hair is thick enough to hang or be tied.</summary>
    public float HairGate { get; }

    public float TailAmount { get; }

    public float BunAmount { get; }

    public bool HasCurtain { get; }

    public float CurtainBottom { get; }

    public float Fringe { get; }

    public float CrownHole { get; }

    public float PartingDepth { get; }

    public float CurlHeight { get; }

    /// <summary>Three capsules from the tie to the tip; empty without a tail.</summary>
    public CapsuleShape[] Tail { get; } = [];

    /// <summary>Where the tail is tied.</summary>
    public Vector3 Tie { get; private set; }

    /// <summary>The direction of the tail at its tie.</summary>
    public Vector3 TieAxis { get; private set; }

    /// <summary>Half the width of the tie.</summary>
    public float TieRadius { get; private set; }

    public float BunRadius { get; }

    public Vector3 BunCentre { get; }

    public float BeardLength { get; }

    /// <summary>Nothing of the head is higher.</summary>
    public float Top { get; }

    /// <summary>3t² − 2t³ with t limited to 0…1.</summary>
    public static float Ramp(float t)
    {
        t = Math.Clamp(t, 0, 1);
        return t * t * (3 - 2 * t);
    }

    /// <summary>A point of the skull's surface at the back and its normal.</summary>
    /// <param name="elevation">Angle above the middle of the skull.</param>
    /// <param name="side">Angle from the middle of the back towards +x.</param>
    private (Vector3 Place, Vector3 Normal) OnSkull(float elevation, float side)
    {
        var direction = new Vector3(MathF.Cos(elevation) * MathF.Sin(side), MathF.Sin(elevation), -MathF.Cos(elevation) * MathF.Cos(side));
        var size = new Vector3(Spec.SkullWidth, Spec.SkullHeight, Spec.SkullDepth);
        return (direction * size + new Vector3(0, SkullY, SkullZ), Vector3.Normalize(direction / size));
    }

    private CapsuleShape[] TailOf(HeadSpec spec)
    {
        var radius = Math.Max(spec.TailRadius, 0.035f) * (0.6f + 0.4f * TailAmount);
        TieRadius = 0.85f * radius + 0.006f;
        var length = spec.TailLength * (0.1f + 0.9f * TailAmount);
        var (place, normal) = OnSkull(spec.TailHeight, spec.TailSide);
        var root = place + normal * (Math.Min(Thickness, 0.03f) * 0.7f - 0.01f - 0.12f * (1 - TailAmount));
        var knee = root + normal * (0.032f + 0.5f * radius) + new Vector3(0, 0.006f, 0);
        var away = new Vector3(normal.X, 0, normal.Z) * 0.018f;
        var middle = knee + new Vector3(0, -0.45f * length, 0) + away;
        var tip = middle + new Vector3(0, -0.55f * length, 0) - away * 0.4f;
        (Tie, TieAxis) = (root + normal * 0.028f, normal);
        return
        [
            new CapsuleShape(root, knee, radius * 0.62f, radius * 0.85f),
            new CapsuleShape(knee, middle, radius * 0.85f, radius),
            new CapsuleShape(middle, tip, radius, radius * 0.55f),
        ];
    }

    /// <summary>Depths of the bare head's surface before the eye, the nose, the mouth, the corner of the mouth and the bridge of the nose.</summary>
    private unsafe float[] Anchors(HeadSpec spec)
    {
        Vector2[] places = [new(spec.EyeSpacing, EyeY), new(0, NoseY), new(0, MouthY), new(spec.MouthWidth, MouthY), new(0, EyeY + 0.012f)];
        using var block = new PointBlock();
        var (low, high) = (new float[places.Length], new float[places.Length]);
        Array.Fill(high, 0.3f);
        for (var step = 0; step < 20; step++)
        {
            for (var i = 0; i < places.Length; i++)
                (block.X[i], block.Y[i], block.Z[i]) = (places[i].X, places[i].Y, (low[i] + high[i]) / 2);
            HeadKernel<Lanes4>.EvaluateBareHead(this, block, places.Length);
            for (var i = 0; i < places.Length; i++)
                (block.Head[i] < 0 ? low : high)[i] = block.Z[i];
        }
        return high;
    }
}
