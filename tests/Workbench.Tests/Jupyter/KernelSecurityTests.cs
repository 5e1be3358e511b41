using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Workbench.Notebooks.Jupyter;

namespace Workbench.Tests.Jupyter;

public sealed class KernelSecurityTests : KernelTest
{
    // leaves a trace outside the kernel when it runs
    private readonly string _trace = Path.Combine(Path.GetTempPath(), "ran-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public void A_signed_message_runs()
    {
        JupyterClient.SendFrames(Client.Shell, Attack());
        AssertAlive();
        Assert.True(File.Exists(_trace));
        File.Delete(_trace);
    }

    [Fact]
    public void A_message_signed_with_another_key_is_dropped()
    {
        var frames = Attack();
        frames[1] = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData("another key"u8, frames[2..6].SelectMany(frame => frame).ToArray())));
        JupyterClient.SendFrames(Client.Shell, frames);
        AssertDropped(Rejection.BadSignature);
        Assert.Null(Client.Next(Client.Shell, TimeSpan.FromMilliseconds(200)));
    }

    [Theory]
    [InlineData(0, Rejection.NoDelimiter)]
    [InlineData(1, Rejection.BadSignature)]
    [InlineData(2, Rejection.BadSignature)]
    [InlineData(3, Rejection.BadSignature)]
    [InlineData(4, Rejection.BadSignature)]
    [InlineData(5, Rejection.BadSignature)]
    public void One_flipped_bit_in_any_frame_drops_the_message(int frame, Rejection expected)
    {
        var frames = Attack();
        frames[frame][frames[frame].Length / 2] ^= 1;
        JupyterClient.SendFrames(Client.Shell, frames);
        AssertDropped(expected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    public void A_truncated_signature_drops_the_message(int length)
    {
        var frames = Attack();
        frames[1] = frames[1][..length];
        JupyterClient.SendFrames(Client.Shell, frames);
        AssertDropped(Rejection.BadSignature);
    }

    [Fact]
    public void An_uppercase_signature_drops_the_message()
    {
        var frames = Attack();
        frames[1] = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(frames[1]).ToUpperInvariant());
        JupyterClient.SendFrames(Client.Shell, frames);
        AssertDropped(Rejection.BadSignature);
    }

    [Theory]
    [InlineData("shell")]
    [InlineData("control")]
    public void A_message_sent_again_is_dropped(string channel)
    {
        var frames = Client.Frames("once", "execute_request", JupyterClient.CellContent($"System.IO.File.AppendAllText(\"{_trace}\", \"x\");"));
        JupyterClient.SendFrames(Client.Shell, frames);
        Client.Reply(Client.Shell, "once");
        JupyterClient.SendFrames(channel == "shell" ? Client.Shell : Client.Control, frames);
        AssertAlive();
        AssertCounted(Rejection.Replayed);
        Assert.Equal("x", File.ReadAllText(_trace));
        File.Delete(_trace);
    }

    [Fact]
    public void A_message_without_delimiter_or_with_too_few_frames_is_dropped()
    {
        JupyterClient.SendFrames(Client.Shell, Attack()[1..]);
        AssertDropped(Rejection.NoDelimiter);
        JupyterClient.SendFrames(Client.Shell, Attack()[..5]);
        AssertDropped(Rejection.WrongFrameCount);
        JupyterClient.SendFrames(Client.Shell, Enumerable.Range(0, 20).Select(_ => Array.Empty<byte>()).Concat(Attack()));
        AssertDropped(Rejection.NoDelimiter);
    }

    [Fact]
    public void A_signed_message_that_is_not_what_it_must_be_is_dropped()
    {
        var header = Attack()[2];
        var deep = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000));
        byte[][] contents = ["not json"u8.ToArray(), "[]"u8.ToArray(), [], deep, [0xff, 0xfe], "{\"code\":\"1\",\"code\":\"2\"}"u8.ToArray()];
        foreach (var content in contents) JupyterClient.SendFrames(Client.Shell, Client.Sign(header, "{}"u8.ToArray(), "{}"u8.ToArray(), content));
        JupyterClient.SendFrames(Client.Shell, Client.Sign("{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray()));
        AssertAlive();
        Assert.Equal(contents.Length + 1, Kernel.Rejections[Rejection.Malformed]);
    }

    [Fact]
    public void A_message_over_the_size_limit_is_dropped()
    {
        // each frame is allowed, all together are not
        var half = new byte[(40 << 20) + 1];
        JupyterClient.SendFrames(Client.Shell, [.. Attack(), half, half]);
        AssertDropped(Rejection.TooLarge);
    }

    [Fact]
    public void A_frame_over_the_size_limit_costs_its_sender_the_connection()
    {
        using (var stranger = new JupyterClient(Kernel.Connection))
        {
            JupyterClient.SendFrames(stranger.Shell, [.. Attack(), new byte[(64 << 20) + 1]]);
            Thread.Sleep(500);
            AssertAlive();
        }
        Assert.False(File.Exists(_trace));
    }

    [Fact]
    public void Ten_thousand_random_messages_change_nothing()
    {
        var random = new Random(1);
        var valid = Attack();
        valid[1][0] ^= 1;
        for (var i = 0; i < 10_000; i++)
        {
            var socket = random.Next(3) switch { 0 => Client.Shell, 1 => Client.Control, _ => Client.Stdin };
            var frames = Enumerable.Range(0, random.Next(1, 12)).Select(_ => RandomFrame(random, valid)).ToArray();
            JupyterClient.SendFrames(socket, frames);
        }
        AssertAlive();
        var dropped = () => Kernel.Rejections.Values.Sum();
        for (var wait = 0; wait < 100 && dropped() < 10_000; wait++) Thread.Sleep(50);
        Assert.Equal(10_000, dropped());
        Assert.False(File.Exists(_trace));
        Assert.Null(Client.Next(Client.Stdin, TimeSpan.Zero));
    }

    [Fact]
    public void Bytes_that_are_not_the_socket_protocol_change_nothing()
    {
        var random = new Random(2);
        foreach (var port in (int[])[Kernel.Connection.ShellPort, Kernel.Connection.IopubPort, Kernel.Connection.HeartbeatPort])
        {
            for (var i = 0; i < 30; i++)
            {
                using var connection = new TcpClient(Kernel.Connection.Address, port);
                var bytes = new byte[random.Next(1, 300)];
                random.NextBytes(bytes);
                if (i % 3 == 0) (bytes[0], bytes[^1]) = (0xff, 0x7f);
                connection.GetStream().Write(bytes);
            }
        }
        AssertAlive();
        Assert.True(Client.Beats());
    }

    [Fact]
    public void A_page_of_the_browser_cannot_talk_to_the_kernel()
    {
        using var connection = new TcpClient(Kernel.Connection.Address, Kernel.Connection.ShellPort);
        connection.GetStream().Write("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n{\"msg_type\":\"execute_request\"}"u8);
        AssertAlive();
    }

    private byte[][] Attack() => Client.Frames(Guid.NewGuid().ToString("N"), "execute_request", JupyterClient.CellContent($"System.IO.File.WriteAllText(\"{_trace}\", \"\");"));

    private static byte[] RandomFrame(Random random, byte[][] valid)
    {
        if (random.Next(2) == 0) return (byte[])valid[random.Next(valid.Length)].Clone();
        var bytes = new byte[random.Next(0, 200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private void AssertDropped(Rejection reason)
    {
        AssertAlive();
        AssertCounted(reason);
        Assert.False(File.Exists(_trace));
    }

    private void AssertCounted(Rejection reason)
    {
        for (var wait = 0; wait < 100 && !Kernel.Rejections.ContainsKey(reason); wait++) Thread.Sleep(20);
        Assert.Contains(reason, Kernel.Rejections.Keys);
    }

    private void AssertAlive()
    {
        Assert.Equal("2", Value("1 + 1"));
        Assert.Equal("kernel_info_reply", Client.Reply(Client.Control, Client.Send(Client.Control, "kernel_info_request")).Type);
    }
}
