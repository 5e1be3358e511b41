using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Workbench.Viewer;
using LiveViewer = Workbench.Viewer.Viewer;

namespace Workbench.Tests.Viewer;

/// <summary>Who gets something from the server, and who gets nothing.</summary>
public sealed class ViewerServerTests : IDisposable
{
    private readonly ToySubject _toy = new();
    private readonly LiveView _view;
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false });

    public ViewerServerTests() => _view = LiveViewer.Show(_toy);

    public void Dispose()
    {
        _toy.Gate.Set();
        _client.Dispose();
        LiveViewer.CloseAll();
    }

    [Fact]
    public async Task The_page_and_its_files_are_served_with_headers_that_allow_nothing_else()
    {
        foreach (var (name, type) in new[] { ("", "text/html"), ("viewer.js", "text/javascript"), ("viewer.css", "text/css"), ("icon.svg", "image/svg+xml"), ("subject.json", "application/json"), ("picture.png?yaw=30", "image/png") })
        {
            using var answer = await Get(name);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'self' http://localhost:* http://127.0.0.1:*", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task The_page_refers_to_nothing_outside()
    {
        foreach (var name in new[] { "", "viewer.js", "viewer.css", "controls.js", "link.js", "orbit.js" })
            Assert.DoesNotContain("://", (await (await Get(name)).Content.ReadAsStringAsync()).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_has_256_bits_and_is_another_one_each_time()
    {
        using var other = LiveViewer.Show(new ToySubject());
        var tokens = new[] { _view, other }.Select(view => view.Address.Segments[1].TrimEnd('/')).ToArray();
        Assert.NotEqual(tokens[0], tokens[1]);
        Assert.All(tokens, token => Assert.Equal(43, token.Length));
        Assert.Equal("127.0.0.1", _view.Address.Host);
    }

    [Fact]
    public async Task Nothing_is_shown_without_the_token()
    {
        var token = _view.Address.Segments[1].TrimEnd('/');
        var wrong = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        foreach (var path in new[]
        {
            "/", "/viewer.js", "/subject.json", "/picture.png", "/socket", $"/{wrong}/", $"/{wrong}/viewer.js", $"/{token[..^1]}/", $"/{token}A/", $"//{token}/", $"/x/{token}/", $"/?token={token}", $"/{token.ToUpperInvariant()}/",
        })
        {
            using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{_view.Address.Port}{path}"));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
        Assert.Empty(_toy.Drawn);
    }

    [Theory]
    [InlineData("evil.example", null)]
    [InlineData("evil.example:{0}", null)]
    [InlineData("127.0.0.1.evil.example:{0}", null)]
    [InlineData("10.0.0.1:{0}", null)]
    [InlineData("0.0.0.0:{0}", null)]
    [InlineData("", null)]
    [InlineData("127.0.0.1:{0}", "http://evil.example")]
    [InlineData("127.0.0.1:{0}", "http://127.0.0.1:1")]
    [InlineData("127.0.0.1:{0}", "https://127.0.0.1:{0}")]
    [InlineData("127.0.0.1:{0}", "http://localhost:{0}")]
    [InlineData("127.0.0.1:{0}", "null")]
    public async Task A_foreign_host_or_origin_gets_nothing(string host, string? origin)
    {
        foreach (var upgrade in new[] { "", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" })
        {
            var fill = (string text) => text.Replace("{0}", _view.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
            var answer = await Raw($"GET {_view.Address.AbsolutePath}{(upgrade.Length > 0 ? "socket" : "")} HTTP/1.1\r\nHost: {fill(host)}\r\n{(origin is null ? "" : $"Origin: {fill(origin)}\r\n")}{(upgrade.Length > 0 ? upgrade : "Connection: close\r\n")}\r\n");
            Assert.Matches("^HTTP/1.1 40[03] ", answer);
            Assert.DoesNotContain("toy", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("<html", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_own_origin_and_the_name_localhost_are_welcome()
    {
        var port = _view.Address.Port;
        foreach (var host in new[] { "127.0.0.1", "localhost" })
            Assert.StartsWith("HTTP/1.1 200 ", await Raw($"GET {_view.Address.AbsolutePath} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: http://{host}:{port}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../viewer.js")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("....//viewer.css")]
    [InlineData("viewer.js/")]
    [InlineData("viewer.js%00.png")]
    [InlineData("Page.viewer.js")]
    [InlineData("appsettings.json")]
    [InlineData("beside.png")]
    public async Task Only_the_files_of_the_page_exist(string name)
    {
        var answer = await Raw($"GET {_view.Address.AbsolutePath}{name} HTTP/1.1\r\nHost: 127.0.0.1:{_view.Address.Port}\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    public async Task Only_GET_is_answered(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _view.Address);
        using var answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Methods"));
    }

    [Fact]
    public async Task Oversized_requests_are_refused()
    {
        var head = $"Host: 127.0.0.1:{_view.Address.Port}\r\nConnection: close\r\n";
        Assert.StartsWith("HTTP/1.1 414 ", await Raw($"GET {_view.Address.AbsolutePath}picture.png?yaw={new string('1', 10_000)} HTTP/1.1\r\n{head}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", await Raw($"GET {_view.Address.AbsolutePath} HTTP/1.1\r\n{head}X: {new string('x', 40_000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.Matches("^HTTP/1.1 4(05|13) ", await Raw($"POST {_view.Address.AbsolutePath} HTTP/1.1\r\n{head}Content-Length: 1000000000\r\n\r\n"));
    }

    [Theory]
    [InlineData("yaw=nan")]
    [InlineData("yaw=Infinity")]
    [InlineData("yaw=1e999")]
    [InlineData("yaw=1&yaw=2")]
    [InlineData("yaw=")]
    [InlineData("path=/etc/passwd")]
    [InlineData("width=<script>")]
    [InlineData("__proto__=1")]
    public async Task A_picture_is_drawn_of_known_finite_numbers_only(string query)
    {
        using var answer = await Get("picture.png?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("script", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(_toy.Drawn);
    }

    [Fact]
    public async Task Numbers_beyond_the_limits_are_brought_within_them()
    {
        using var answer = await Get("picture.png?yaw=1e300&pitch=-1e9&distance=-4&fov=1e6&width=99&layer=3.4&seed=-1&show=7&hair=0.7");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var state = _view.States.Read("{\"yaw\":725,\"pitch\":-1e9,\"distance\":-4,\"fov\":1e6,\"values\":{\"width\":1.3,\"layer\":3.4,\"seed\":-1,\"show\":7,\"hair\":0.7}}"u8.ToArray(), out _)!.State;
        Assert.Equal(new ViewPose(5, -89, 1.08, 60), state.Pose);
        Assert.Equal([0, 1.25, 3, 1, 1], new[] { "seed", "width", "layer", "show", "hair" }.Select(name => state[name]));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_and_the_subject_is_freed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var toy = new ToySubject();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var error = Assert.Throws<IOException>(() => LiveViewer.Show(toy, new ViewerSettings { Port = port }));
        Assert.Contains(port.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        Assert.True(toy.IsDisposed);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task The_server_listens_on_loopback_only_and_ends_with_the_last_view()
    {
        var own = Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        if (own is not null)
            await Assert.ThrowsAnyAsync<SocketException>(() => Connect(own));
        var second = LiveViewer.Show(new ToySubject());
        Assert.Equal(_view.Address.Port, second.Address.Port);
        _view.Dispose();
        Assert.Equal(HttpStatusCode.NotFound, (await Get("")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(second.Address)).StatusCode);
        second.Dispose();
        await Assert.ThrowsAnyAsync<SocketException>(() => Connect(IPAddress.Loopback));
        Assert.Empty(LiveViewer.All);
    }

    private async Task Connect(IPAddress address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address, _view.Address.Port);
    }

    private Task<HttpResponseMessage> Get(string name) => _client.GetAsync(new Uri(_view.Address, name));

    // As it stands, without what a client library would repair.
    private async Task<string> Raw(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _view.Address.Port);
        await using var stream = client.GetStream();
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            while ((request.Contains("Connection: close", StringComparison.Ordinal) || !answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                && await stream.ReadAsync(buffer, limit.Token) is > 0 and var count)
                answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // refused connections are cut; what was answered before counts
        }
        return answer.ToString();
    }
}
