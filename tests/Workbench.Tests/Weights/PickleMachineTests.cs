using System.Text.Json.Nodes;
using Workbench.Weights;

namespace Workbench.Tests.Weights;

/// <summary>Pickles that Python wrote, with every protocol.</summary>
public sealed class PickleMachineTests : TensorTest
{
    private const string Expected = """
        {"a": [1, 2.5, null, true, false, -3, 70000, 1099511627776, 1180591620717411303424, -1180591620717411303424, "text é 😀"],
         "t": [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]], "b": "2 bytes", "s": ["x"], "f": ["y"], "same": [[9], [9]]}
        """;

    [Theory]
    [InlineData(0, "KGRwMApWYQpwMQoobHAyCkkxCmFGMi41CmFOYUkwMQphSTAwCmFJLTMKYUk3MDAwMAphTDEwOTk1MTE2Mjc3NzZMCmFMMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKYUwtMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKYVZ0ZXh0IOkgXFUwMDAxZjYwMApwMwphc1Z0CnA0CigodChJMQp0cDUKKEkxCkkyCnRwNgooSTEKSTIKSTMKdHA3CihJMQpJMgpJMwpJNAp0cDgKdHA5CnNWYgpwMTAKY19jb2RlY3MKZW5jb2RlCnAxMQooVlx1MDAwMP8KcDEyClZsYXRpbjEKcDEzCnRwMTQKUnAxNQpzVnMKcDE2CmNfX2J1aWx0aW5fXwpzZXQKcDE3CigobHAxOApWeApwMTkKYXRwMjAKUnAyMQpzVmYKcDIyCmNfX2J1aWx0aW5fXwpmcm96ZW5zZXQKcDIzCigobHAyNApWeQpwMjUKYXRwMjYKUnAyNwpzVnNhbWUKcDI4CihscDI5CihscDMwCkk5CmFhZzMwCmFzLg==")]
    [InlineData(1, "fXEAKFgBAAAAYXEBXXECKEsBR0AEAAAAAAAATkkwMQpJMDAKSv3///9KcBEBAEwxMDk5NTExNjI3Nzc2TApMMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKTC0xMTgwNTkxNjIwNzE3NDExMzAzNDI0TApYDAAAAHRleHQgw6kg8J+YgHEDZVgBAAAAdHEEKCkoSwF0cQUoSwFLAnRxBihLAUsCSwN0cQcoSwFLAksDSwR0cQh0cQlYAQAAAGJxCmNfY29kZWNzCmVuY29kZQpxCyhYAwAAAADDv3EMWAYAAABsYXRpbjFxDXRxDlJxD1gBAAAAc3EQY19fYnVpbHRpbl9fCnNldApxEShdcRJYAQAAAHhxE2F0cRRScRVYAQAAAGZxFmNfX2J1aWx0aW5fXwpmcm96ZW5zZXQKcRcoXXEYWAEAAAB5cRlhdHEaUnEbWAQAAABzYW1lcRxdcR0oXXEeSwlhaB5ldS4=")]
    [InlineData(2, "gAJ9cQAoWAEAAABhcQFdcQIoSwFHQAQAAAAAAABOiIlK/f///0pwEQEAigYAAAAAAAGKCQAAAAAAAAAAQIoJAAAAAAAAAADAWAwAAAB0ZXh0IMOpIPCfmIBxA2VYAQAAAHRxBCgpSwGFcQVLAUsChnEGSwFLAksDh3EHKEsBSwJLA0sEdHEIdHEJWAEAAABicQpjX2NvZGVjcwplbmNvZGUKcQtYAwAAAADDv3EMWAYAAABsYXRpbjFxDYZxDlJxD1gBAAAAc3EQY19fYnVpbHRpbl9fCnNldApxEV1xElgBAAAAeHETYYVxFFJxFVgBAAAAZnEWY19fYnVpbHRpbl9fCmZyb3plbnNldApxF11xGFgBAAAAeXEZYYVxGlJxG1gEAAAAc2FtZXEcXXEdKF1xHksJYWgeZXUu")]
    [InlineData(3, "gAN9cQAoWAEAAABhcQFdcQIoSwFHQAQAAAAAAABOiIlK/f///0pwEQEAigYAAAAAAAGKCQAAAAAAAAAAQIoJAAAAAAAAAADAWAwAAAB0ZXh0IMOpIPCfmIBxA2VYAQAAAHRxBCgpSwGFcQVLAUsChnEGSwFLAksDh3EHKEsBSwJLA0sEdHEIdHEJWAEAAABicQpDAgD/cQtYAQAAAHNxDGNidWlsdGlucwpzZXQKcQ1dcQ5YAQAAAHhxD2GFcRBScRFYAQAAAGZxEmNidWlsdGlucwpmcm96ZW5zZXQKcRNdcRRYAQAAAHlxFWGFcRZScRdYBAAAAHNhbWVxGF1xGShdcRpLCWFoGmV1Lg==")]
    [InlineData(4, "gASVqQAAAAAAAAB9lCiMAWGUXZQoSwFHQAQAAAAAAABOiIlK/f///0pwEQEAigYAAAAAAAGKCQAAAAAAAAAAQIoJAAAAAAAAAADAjAx0ZXh0IMOpIPCfmICUZYwBdJQoKUsBhZRLAUsChpRLAUsCSwOHlChLAUsCSwNLBHSUdJSMAWKUQwIA/5SMAXOUj5QojAF4lJCMAWaUKIwBeZSRlIwEc2FtZZRdlChdlEsJYWgUZXUu")]
    [InlineData(5, "gAWVqQAAAAAAAAB9lCiMAWGUXZQoSwFHQAQAAAAAAABOiIlK/f///0pwEQEAigYAAAAAAAGKCQAAAAAAAAAAQIoJAAAAAAAAAADAjAx0ZXh0IMOpIPCfmICUZYwBdJQoKUsBhZRLAUsChpRLAUsCSwOHlChLAUsCSwNLBHSUdJSMAWKUQwIA/5SMAXOUj5QojAF4lJCMAWaUKIwBeZSRlIwEc2FtZZRdlChdlEsJYWgUZXUu")]
    public void One_value_reads_the_same_from_every_protocol(int protocol, string pickle)
    {
        var bytes = Convert.FromBase64String(pickle);
        Assert.True(protocol < 2 || bytes[1] == protocol);
        var values = Read(bytes);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), values), values.ToJsonString());
    }

    [Fact]
    public void Lines_of_protocol_0_keep_their_escapes() =>
        Assert.Equal("""{"a\nA'":7,"k\u00E9y":[1.5,12,true]}""", Read("(dp0\nS'a\\n\\x41\\''\np1\nI7\nsVk\\u00e9y\np2\n(lp3\nF1.5\naL12L\naI01\nas."u8.ToArray()).ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal));

    private static JsonNode Read(byte[] bytes)
    {
        var file = new MemoryBytes("x", bytes).Whole;
        var input = new PickleInput(file);
        var value = PickleMachine.Run(input, new NetworkHost());
        Assert.Equal(0, input.Remaining);
        return new ValueWalk(file).ToJson(value, "")!;
    }
}
