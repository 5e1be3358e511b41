using System.Globalization;
using System.Numerics;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Photos;

/// <summary>Makes crop, mask and camera of a user's photograph.</summary>
public static class PhotoPreparation
{
    private const double LeastCoverage = 0.85;
    private const double LargestEnlargement = 1.5;

    /// <summary>Prepares a photograph.</summary>
    /// <param name="photo">The photograph, upright, as <see cref="Picture.Load"/> reads it.</param>
    /// <param name="options">What is known and wanted.</param>
    /// <param name="head">The generator; needed to refine a pose, and for the world its head lies in.</param>
    /// <param name="name">What reports call the photograph.</param>
    /// <param name="progress">Told while the pose is refined.</param>
    /// <param name="cancellation">Checked before every render.</param>
    /// <exception cref="ArgumentException">No face, unusable points, a mask of another size; the message says what to do.</exception>
    public static PreparedPhoto Prepare(Picture photo, PhotoPreparationOptions options, PanoHead? head = null, string name = "photo", IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Size, 16, nameof(options));
        photo = photo.Over(Colour.White);
        var warnings = new List<string>();
        var face = Face(photo, options, warnings);
        var mask = options.Mask ?? options.Matting?.Mask(photo);
        if (mask is not null && BackgroundRemoval.Check(mask, photo) is { } remark)
            warnings.Add(remark);
        var result = options.Convention switch
        {
            CropConvention.Eg3d => Eg3d(photo, face, options, warnings),
            CropConvention.PanoHead => Pano(photo, face, options, warnings),
            _ => Fitted(photo, face.Points, mask, options, head, warnings, progress, cancellation),
        };
        Judge(result.Transform, photo, warnings);
        var border = options.Convention == CropConvention.Eg3d ? CropBorder.Black : CropBorder.Reflect;
        var crop = CropSampler.Apply(photo, result.Transform, border);
        var cover = mask is null ? null : CropSampler.Apply(mask.Over(Colour.Black), result.Transform, border);
        if (cover is not null && options.Background is { } colour)
            crop = BackgroundRemoval.Over(crop, cover, colour);
        if (head is not null && options.Convention == CropConvention.Eg3d)
            warnings.Add($"The crop and camera follow EG3D, '{head.Name}' is of PanoHead's kind: heads would come out a fifth too large and too high. Use PanoHead's convention or the fitted one.");
        return result with { Crop = crop, Mask = cover, Points = face.Points, Warnings = warnings, Name = name };
    }

    private static DetectedFace Face(Picture photo, PhotoPreparationOptions options, List<string> warnings)
    {
        if (options.SixtyEight is { } all)
            return new DetectedFace(options.Points ?? HeadPoints.SixtyEight(all), 1, all);
        if (options.Points is { } points)
            return new DetectedFace(points, 1);
        if (options.Landmarks is not { } detector)
            throw new ArgumentException("There are neither points nor a detector: give five points (right eye, left eye, nose, corners of the mouth), a box around the head, or the file of a landmark network.", nameof(options));
        var faces = detector.Detect(photo);
        if (faces.Count == 0)
            throw new ArgumentException($"{detector.Name} found no face in the photograph of {photo.Width}×{photo.Height} pixels. Faces seen from behind or in profile are often missed: give points or a box by hand.", nameof(options));
        if (faces.Count > 1)
            warnings.Add($"{detector.Name} found {faces.Count} faces; the largest was taken. Cut the photograph, or give points by hand, for another.");
        return faces.MaxBy(face => face.Extent)!;
    }

    private static PreparedPhoto Fitted(Picture photo, HeadPoints points, Picture? mask, PhotoPreparationOptions options, PanoHead? head, List<string> warnings, IProgress<StepReport>? progress, CancellationToken cancellation)
    {
        var model = head is null ? FaceModel.PanoHead : FaceModel.For(head.Config);
        var radius = head?.Config.CameraRadius ?? Camera.StandardRadius;
        if (head is null || !options.Refine)
        {
            var fit = HeadFit.Of(points, model, photo.Width, photo.Height, radius);
            warnings.AddRange(fit.Warnings);
            if (!fit.KnowsYaw)
                warnings.Add("The camera is assumed to be frontal. Refine it against a generator.");
            return new PreparedPhoto(photo, null, fit.Placement.Camera(radius), fit.Placement.Crop(options.Size), CropConvention.Fitted, points, warnings);
        }
        using var scope = NewDisposeScope();
        var refined = new PoseRefinement(options.Refinement).Refine(head, photo, points, mask, model, progress, cancellation);
        warnings.AddRange(refined.Warnings);
        var camera = refined.Placement.Camera(radius);
        var guess = Picture.FromTensor(head.Render(head.Synthesize(refined.Head), camera, new RenderOptions { Refine = false }).ImageRaw);
        return new PreparedPhoto(photo, null, camera, refined.Placement.Crop(options.Size), CropConvention.Fitted, points, warnings) { Guess = guess, Starts = refined.Starts };
    }

    private static PreparedPhoto Eg3d(Picture photo, DetectedFace face, PhotoPreparationOptions options, List<string> warnings)
    {
        var crop = Eg3dAlignment.Crop(face.Points, photo.Width, photo.Height, options.Size);
        var fit = HeadFit.Of(face.Points, FaceModel.Eg3d, photo.Width, photo.Height);
        warnings.AddRange(fit.Warnings);
        warnings.Add("The camera is a guess from the landmarks; labels of EG3D come from a fitted 3DMM (Eg3dAlignment.Camera makes a label of one).");
        return new PreparedPhoto(photo, null, fit.Placement.Camera().Rolled(fit.Placement.RollDegrees), crop, CropConvention.Eg3d, face.Points, warnings);
    }

    private static PreparedPhoto Pano(Picture photo, DetectedFace face, PhotoPreparationOptions options, List<string> warnings)
    {
        if (face.SixtyEight is not { } landmarks)
            throw new ArgumentException("The crop of PanoHead needs 68 landmarks (iBUG, dlib): give them, or the file of a 68-point network, or choose the fitted convention, which takes five points.", nameof(options));
        var quad = PanoHeadAlignment.Quad(landmarks);
        FittedHeadPose pose;
        if (options.FittedPose is { } given)
            pose = given;
        else
        {
            pose = GuessedPose(HeadFit.Of(face.Points, FaceModel.PanoHead, photo.Width, photo.Height).Placement, quad);
            warnings.Add("The pose is a guess from the landmarks; labels of PanoHead come from 3DDFA-V2.");
        }
        var canonical = PanoHeadAlignment.Canonical(quad, pose);
        warnings.AddRange(PanoHeadAlignment.Rejections(pose, canonical));
        return new PreparedPhoto(photo, null, PanoHeadAlignment.Camera(pose), PanoHeadAlignment.Crop(canonical, options.Size), CropConvention.PanoHead, face.Points, warnings);
    }

    // In the quad's frame, as 3DDFA would report it: scale 1 makes the last crop, 563 pixels for 512 of the quad, the standard camera's picture.
    private static FittedHeadPose GuessedPose(HeadPlacement placement, FaceQuad quad)
    {
        var turn = Math.Atan2(quad.AxisX.Y, quad.AxisX.X) * 180 / Math.PI;
        var camera = placement.Camera().Rolled(placement.RollDegrees - turn);
        var scale = placement.Side * 512 / 563 / quad.Side;
        // The middle of the last crop lies above the quad's: by half of 563 less 51 + 256 pixels.
        var down = new Vector2((float)-Math.Sin(turn * Math.PI / 180), (float)Math.Cos(turn * Math.PI / 180));
        var centre = new Vector2((float)placement.CentreX, (float)placement.CentreY) + down * (float)((51 + 256 - 281.5) / 563 * placement.Side);
        var half = quad.AxisX.Length();
        var offset = centre - quad.Centre;
        var angles = camera.Angles;
        return new FittedHeadPose(
            camera.To3Ddfa(), scale, Vector2.Dot(offset, quad.AxisX) / (half * half), -Vector2.Dot(offset, quad.AxisY) / (half * half),
            angles.YawDegrees, angles.PitchDegrees, angles.RollDegrees);
    }

    private static void Judge(CropTransform crop, Picture photo, List<string> warnings)
    {
        var coverage = crop.Coverage(photo.Width, photo.Height);
        if (coverage < LeastCoverage)
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * (1 - coverage):0} % of the crop lie beyond the photograph's edges and are made up: take a photograph with more room around the head."));
        if (crop.Scale > LargestEnlargement)
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The head is small: the crop of {crop.Size} pixels shows only {crop.Size / crop.Scale:0} pixels of the photograph, so fine detail is missing."));
    }
}
