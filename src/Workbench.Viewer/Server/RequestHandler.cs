using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workbench.Display;

namespace Workbench.Viewer.Server;

/// <summary>Answers requests: <c>/token/</c> the page, its files, the description of the subject, pictures, and the line that pictures are streamed over.</summary>
internal sealed class RequestHandler(ViewerServer server)
{
    private const int MostPages = 16;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task Handle(HttpContext context)
    {
        var request = context.Request;
        RequestGuard.Protect(context);
        if (!RequestGuard.IsOwnHost(request) || RequestGuard.IsForeignOrigin(request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        var path = request.Path.Value ?? "";
        var slash = path.IndexOf('/', Math.Min(1, path.Length));
        var token = path[Math.Min(1, path.Length)..(slash < 0 ? path.Length : slash)];
        if (server.Find(token) is not { } view)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!HttpMethods.IsGet(request.Method))
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        else if (slash < 0)
            context.Response.Redirect($"/{token}/");
        else
            await Answer(context, view, path[(slash + 1)..]);
    }

    private async Task Answer(HttpContext context, LiveView view, string name)
    {
        switch (name)
        {
            case "socket":
                await Stream(context, view);
                break;
            case "subject.json":
                await Write(context, MediaTypeNames.Application.Json, JsonSerializer.SerializeToUtf8Bytes(Describe(view), Json));
                break;
            case "picture.png":
                await DrawPicture(context, view);
                break;
            case "beside.png" when view.Subject.Beside is { } beside:
                await Write(context, MediaTypeNames.Image.Png, ImageCodec.Current.Encode(beside.Picture, ImageFormat.Png));
                break;
            default:
                if (PageFiles.Find(name.Length == 0 ? "index.html" : name) is { } file)
                    await Write(context, file.Type, file.Data);
                else
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private async Task Stream(HttpContext context, LiveView view)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        if (!view.EnterPage(MostPages))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var page = new PageSocket(view, socket, server.Queue);
            await page.Serve();
        }
        finally
        {
            view.LeavePage();
        }
    }

    private async Task DrawPicture(HttpContext context, LiveView view)
    {
        if (view.States.Read(context.Request.Query, out var problem) is not { } state)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await Write(context, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(problem));
            return;
        }
        byte[] data = [];
        try
        {
            await server.Queue.Run(() => data = ImageCodec.Current.Encode(view.Subject.Render(state, ViewDetail.Final, context.RequestAborted).Picture, ImageFormat.Png), mayBeRefused: true);
        }
        catch (Exception error) when (error is not OperationCanceledException) // the page shows it
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await Write(context, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(error.Message.Split('\n', 2)[0]));
            return;
        }
        catch (OperationCanceledException)
        {
            return; // whoever asked has gone
        }
        await Write(context, MediaTypeNames.Image.Png, data);
    }

    private static object Describe(LiveView view) => new
    {
        view.Title,
        view.Subject.Details,
        home = view.Subject.Home,
        limits = new { pitch = ViewPose.PitchLimit, narrowest = ViewPose.NarrowestView, widest = ViewPose.WidestView, nearest = 0.4 * view.Subject.Home.Distance, farthest = 3 * view.Subject.Home.Distance },
        poses = view.Subject.Poses,
        beside = view.Subject.Beside?.Caption,
        controls = view.Subject.Controls.Select(control => new
        {
            control.Name,
            control.Label,
            control.Group,
            kind = control.Kind.ToString().ToLowerInvariant(),
            control.Minimum,
            control.Maximum,
            control.Step,
            initial = control.Nearest(control.Initial),
            control.Choices,
            control.Hint,
            control.Needs,
        }),
    };

    private static async Task Write(HttpContext context, string type, byte[] data)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = data.Length;
        await context.Response.Body.WriteAsync(data, context.RequestAborted);
    }
}
