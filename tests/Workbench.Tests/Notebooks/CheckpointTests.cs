using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

public sealed class CheckpointTests : SessionTest
{
    [Theory]
    [InlineData("var t = 0; for (var i = 0; i < 3; i++) for (var j = 0; j < 3; j++) t += i * j; t", "9")]
    [InlineData("var n = 3; while (n > 0) n--; n", "0")]
    [InlineData("var n = 0; do n++; while (n < 5); n", "5")]
    [InlineData("var s = \"\"; foreach (var (a, b) in new[] { (1, 2), (3, 4) }) s += a + b; s", "37")]
    [InlineData("var n = 0; again: if (n++ < 4) goto again; n", "5")]
    [InlineData("int F(int x) { if (x < 1) return 0; else { return x + F(x - 1); } } F(4)", "10")]
    [InlineData("IEnumerable<int> Up() { for (var i = 0; ; i++) yield return i; } string.Join(\",\", Up().Take(3))", "0,1,2")]
    [InlineData("Func<int, int> f = x => { while (x < 10) x++; return x; }; f(2)", "10")]
    [InlineData("class C { public int M(int x) { while (x > 1) x /= 2; return x; } } new C().M(9)", "1")]
    [InlineData("var s = $@\"{string.Concat(Enumerable.Range(0, 2).Select(i => { return \"while (true) x\"; }))}\"; s", "while (true) xwhile (true) x")]
    public async Task Loops_and_functions_mean_what_they_meant(string code, string expected)
    {
        Assert.NotEqual(code, CheckpointWeaver.Weave(code));
        Assert.Equal(expected, await Value(code));
    }

    [Theory]
    [InlineData("for (var i = 0; i < 2; i++)\n    // a remark\n    Console.Write(i);\n#if false\nwhile (true) {\n#endif\nthrow new Exception();", 7)]
    [InlineData("while (true)\n{\n    throw new Exception();\n}", 3)]
    public async Task Lines_keep_their_numbers(string code, int line)
    {
        var (result, _) = await Run(code);
        Assert.Equal((CellStatus.Failed, line), (result.Status, result.Error!.Line));
    }

    [Fact]
    public async Task Complaints_of_the_compiler_show_the_code_as_it_was_written()
    {
        var (result, _) = await Run("while (true) { int x = \"text\"; }");
        Assert.Equal(CellStatus.Rejected, result.Status);
        Assert.Contains("(1,24)", result.Error!.Traceback[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Checkpoint", string.Join('\n', result.Error.Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while (true) Console.WriteLine(1);")]
    [InlineData("var names = new Dictionary<string, int>(); for (var n = 0; ; n++) names[(n % 1000).ToString()] = n;")]
    [InlineData("var text = new StringBuilder(); while (true) { text.Append(1); if (text.Length > 9999) text.Clear(); }")]
    [InlineData("int Deep(int n) { return n < 2 ? n : Deep(n - 1) + Deep(n - 2); } Deep(60)")]
    [InlineData("await Task.Run(() => { while (true) { } });")]
    [InlineData("while (true) { try { throw new Exception(); } catch { } }")]
    public async Task An_interruption_leaves_the_process_whole(string code)
    {
        for (var round = 0; round < 3; round++)
        {
            var (result, _) = await Interrupt(Session, "Console.Write(\"started\");\n" + code);
            Assert.Equal(CellStatus.Interrupted, result.Status);
            var (after, sink) = await Run("GC.Collect(); Console.Write(\"alive\");");
            Assert.Equal((CellStatus.Ok, "alive"), (after.Status, sink.Out));
        }
    }
}
