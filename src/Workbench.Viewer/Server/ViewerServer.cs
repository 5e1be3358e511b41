using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Workbench.Viewer.Server;

/// <summary>A server on 127.0.0.1 for the pages of all views that share it. It lives as long as a view does, and never longer than the process.</summary>
/// <remarks>It reads no configuration, no environment and no file, and writes no log: what it does is decided here alone.</remarks>
internal sealed class ViewerServer : IDisposable
{
    private const int MostConnections = 128;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, ViewerServer> Running = []; // by the port that was asked for

    private readonly WebApplication _application;
    private readonly int _wanted;
    private volatile LiveView[] _views = [];

    private ViewerServer(int port)
    {
        _wanted = port;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Limit(options, port));
        _application = builder.Build();
        _application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(20) });
        var requests = new RequestHandler(this);
        _application.Run(requests.Handle);
        Task.Run(() => _application.StartAsync()).GetAwaiter().GetResult(); // off the caller's synchronization context
        Port = new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Draws for all pages.</summary>
    public RenderQueue Queue { get; } = new();

    /// <summary>Puts a view onto a server, which is started where none is running for the port.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static ViewerServer Host(LiveView view, int port)
    {
        lock (Gate)
        {
            if (!Running.TryGetValue(port, out var server))
                Running[port] = server = new ViewerServer(port);
            server._views = [.. server._views, view];
            return server;
        }
    }

    /// <summary>Takes a view off; the last one stops the server.</summary>
    public void Remove(LiveView view)
    {
        lock (Gate)
        {
            _views = [.. _views.Where(other => other != view)];
            if (_views.Length > 0)
                return;
            Running.Remove(_wanted);
        }
        Dispose();
    }

    /// <summary>The view that a token opens; every token is compared, in constant time.</summary>
    public LiveView? Find(string token)
    {
        LiveView? found = null;
        foreach (var view in _views)
            if (RequestGuard.Equal(view.Token, token))
                found = view;
        return found;
    }

    /// <summary>Every view of the process.</summary>
    public static IReadOnlyList<LiveView> AllViews()
    {
        lock (Gate)
            return [.. Running.Values.SelectMany(server => server._views)];
    }

    /// <summary>Stops listening and drawing.</summary>
    public void Dispose()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var token = limit.Token;
        Task.Run(async () =>
        {
            await _application.StopAsync(token);
            await _application.DisposeAsync();
        }).GetAwaiter().GetResult();
        Queue.Dispose();
    }

    private static void Limit(KestrelServerOptions options, int port)
    {
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = 0; // nothing is ever sent in a body
        options.Limits.MaxRequestLineSize = 4 << 10;
        options.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        options.Limits.MaxRequestHeaderCount = 64;
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxConcurrentUpgradedConnections = MostConnections;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
    }
}
