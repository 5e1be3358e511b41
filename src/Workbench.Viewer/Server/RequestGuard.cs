using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Workbench.Viewer.Server;

/// <summary>Decides who may ask: this machine under its own names, pages of this server, and whoever knows the token.</summary>
internal static class RequestGuard
{
    private const int TokenBytes = 32;

    // Front ends of notebooks that may show the page in a frame; the token keeps others out.
    private const string Ancestors = "'self' http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:* vscode-webview: vscode-file: file:";

    /// <summary>256 random bits as text that may stand in an address, 43 characters.</summary>
    public static string NewToken() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(TokenBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Compares in a time that depends on the lengths alone.</summary>
    public static bool Equal(ReadOnlySpan<byte> token, string offered) => CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(offered));

    /// <summary>Whether the request names this machine: another name means that a foreign site was pointed here (DNS rebinding).</summary>
    public static bool IsOwnHost(HttpRequest request) => request.Headers.Host.Count == 1 && request.Host.Host is "127.0.0.1" or "localhost";

    /// <summary>Whether a script of another site sent the request.</summary>
    public static bool IsForeignOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count > 1 || (origin.Count == 1 && !string.Equals(origin[0], $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Headers of every answer.</summary>
    public static void Protect(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self' ws://{context.Request.Host.Value}; base-uri 'none'; form-action 'none'; frame-ancestors {Ancestors}";
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers[HeaderNames.CacheControl] = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
    }
}
