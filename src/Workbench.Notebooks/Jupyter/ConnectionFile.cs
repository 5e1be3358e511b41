using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Where a kernel listens and the key with which both sides sign: the content of a Jupyter connection file.</summary>
public sealed record ConnectionFile
{
    private const long MaxBytes = 64 * 1024;
    private const string Scheme = "hmac-sha256";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>IP address to listen on: a loopback address.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port of the shell channel; 0 takes a free one, here and below.</summary>
    public int ShellPort { get; init; }

    /// <summary>Port of the control channel.</summary>
    public int ControlPort { get; init; }

    /// <summary>Port of the input channel.</summary>
    public int StdinPort { get; init; }

    /// <summary>Port of the output channel.</summary>
    public int IopubPort { get; init; }

    /// <summary>Port of the heartbeat.</summary>
    public int HeartbeatPort { get; init; }

    /// <summary>Key of the signatures; empty for none.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>True when others than its owner can read or write the file this was read from.</summary>
    public bool IsExposed { get; init; }

    /// <summary>A connection on free ports with a fresh key of 256 random bits.</summary>
    public static ConnectionFile Fresh() => new() { Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) };

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not a connection file, or one for a transport or scheme that is not served.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ConnectionFile Read(string path)
    {
        if (new FileInfo(path).Length > MaxBytes) throw new InvalidDataException($"{path}: too large for a connection file.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 8 });
            var root = json.RootElement;
            if (Text(root, "transport", "tcp") is var transport and not "tcp") throw new InvalidDataException($"{path}: transport \"{transport}\" is not served, only tcp.");
            if (Text(root, "signature_scheme", Scheme) is var scheme and not Scheme) throw new InvalidDataException($"{path}: signature scheme \"{scheme}\" is not served, only {Scheme}.");
            return new ConnectionFile
            {
                Address = Text(root, "ip", "127.0.0.1"),
                ShellPort = Port(root, "shell_port"),
                ControlPort = Port(root, "control_port"),
                StdinPort = Port(root, "stdin_port"),
                IopubPort = Port(root, "iopub_port"),
                HeartbeatPort = Port(root, "hb_port"),
                Key = Text(root, "key", string.Empty),
                IsExposed = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: not a connection file: {e.Message}", e);
        }
    }

    /// <summary>Writes a file that only its owner can read. An existing file is replaced in one step.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        var json = new JsonObject
        {
            ["transport"] = "tcp",
            ["ip"] = Address,
            ["shell_port"] = ShellPort,
            ["iopub_port"] = IopubPort,
            ["stdin_port"] = StdinPort,
            ["control_port"] = ControlPort,
            ["hb_port"] = HeartbeatPort,
            ["signature_scheme"] = Scheme,
            ["key"] = Key,
        };
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var unfinished = $"{full}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(unfinished, options))
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true })) json.WriteTo(writer);
        File.Move(unfinished, full, overwrite: true);
    }

    /// <summary>Refuses what would open the kernel to others: no key, or an address that other machines reach.</summary>
    /// <param name="insecure">Accepts an empty key. Addresses are not negotiable.</param>
    /// <exception cref="InvalidDataException">The connection is refused.</exception>
    public void Validate(bool insecure)
    {
        if (Key.Length == 0 && !insecure)
        {
            throw new InvalidDataException("the connection has no key: every user of this machine could run code. Start the kernel with a key, or with --insecure where nobody else is.");
        }
        if (!IPAddress.TryParse(Address, out var ip) || !IPAddress.IsLoopback(ip))
        {
            throw new InvalidDataException($"the connection's address is {Address}: only loopback addresses such as 127.0.0.1 are served. For another machine use a tunnel (ssh -L).");
        }
    }

    private static string Text(JsonElement root, string name, string missing) => root.TryGetProperty(name, out var value) ? value.GetString() ?? missing : missing;

    private static int Port(JsonElement root, string name) =>
        root.GetProperty(name).GetInt32() is var port and >= 0 and <= 65535 ? port : throw new FormatException($"{name} is no port number.");
}
