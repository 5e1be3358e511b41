using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

public sealed class InterruptionTests : SessionTest
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("System.Threading.Thread.Sleep(60000);")]
    [InlineData("await Task.Delay(60000);")]
    [InlineData("Task.Delay(60000).Wait();")]
    [InlineData("for (;;) await Task.Yield();")]
    [InlineData("while (true) { try { System.Threading.Thread.Sleep(1000); } finally { } }")]
    [InlineData("while (true) { try { System.Threading.Thread.Sleep(1000); } catch (Exception) { } }")]
    [InlineData("await Task.Run(() => { System.Threading.Thread.Sleep(2000); });")]
    [InlineData("await Task.Run(() => { while (!Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.IsCancellationRequested) { } });\nwhile (true) { }")]
    [InlineData("Task.Run(async () => { await Task.Delay(60000); }).GetAwaiter().GetResult();")]
    [InlineData("new System.Threading.ManualResetEventSlim().Wait();")]
    [InlineData("var gate = new object(); var held = new System.Threading.ManualResetEventSlim(); Task.Run(() => { lock (gate) { held.Set(); System.Threading.Thread.Sleep(3000); } }); held.Wait(); lock (gate) { }")]
    [InlineData("int Deep(int n) => n == 0 ? Deep(1000) : Deep(n - 1) + 0; while (true) { try { throw new Exception(); } catch (Exception) { } }")]
    [InlineData("await foreach (var x in Numbers()) { }\nasync IAsyncEnumerable<int> Numbers() { while (true) { await Task.Delay(1); yield return 1; } }")]
    [InlineData("IEnumerable<int> Endless() { while (true) { } yield return 1; }\nEndless()")]
    public async Task Interrupting_stops_the_cell_and_the_session_goes_on(string code)
    {
        await Value("var before = 1;");
        var (result, _) = await Interrupt(Session, "Console.Write(\"started\");\n" + code);
        Assert.Equal(CellStatus.Interrupted, result.Status);
        Assert.Equal("1", await Value("before"));
        Assert.Equal("3", await Value("await Task.Delay(1); System.Threading.Thread.Sleep(1); 1 + 2"));
    }

    [Theory]
    [InlineData("while (true) { }", "System.Threading.Thread.Sleep(60000);", "while (true) { }")]
    [InlineData("while (true) { try { System.Threading.Thread.Sleep(1000); } catch (Exception) { } }", "await Task.Delay(60000);", "for (;;) await Task.Yield();")]
    public async Task Interruptions_of_different_kinds_follow_each_other(params string[] codes)
    {
        foreach (var code in codes)
        {
            var (result, _) = await Interrupt(Session, "Console.Write(\"started\");\n" + code);
            Assert.Equal(CellStatus.Interrupted, result.Status);
            Assert.False(Session.IsBroken);
            Assert.Equal("3", await Value("1 + 2"));
        }
    }

    [Fact]
    public async Task A_session_can_be_interrupted_again_and_again()
    {
        for (var i = 0; i < 4; i++)
        {
            var (result, _) = await Interrupt(Session, "Console.Write(\"started\");\nwhile (true) { }");
            Assert.Equal(CellStatus.Interrupted, result.Status);
            Assert.Equal("2", await Value("GC.Collect(); 1 + 1"));
        }
    }

    [Fact]
    public async Task A_cell_that_watches_its_token_ends_by_itself()
    {
        var (result, sink) = await Interrupt(Session, """
            var token = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken;
            Console.Write("started ");
            var steps = 0;
            while (!token.IsCancellationRequested) { steps++; System.Threading.Thread.Sleep(5); }
            System.Threading.Thread.Sleep(300);
            Console.Write("saved");
            """);
        Assert.Equal(CellStatus.Ok, result.Status);
        Assert.Equal("started saved", sink.Out);
        Assert.Equal("True", await Value("steps > 0"));
    }

    [Fact]
    public async Task A_cell_that_cannot_be_stopped_breaks_the_session_with_a_clear_message()
    {
        using var session = new ScriptSession(new SessionOptions { StopLimit = TimeSpan.FromMilliseconds(500) });
        Unstoppable.Release = false;
        var code = $"#r \"{typeof(Unstoppable).Assembly.Location}\"\nConsole.Write(\"started\"); try {{ while (true) {{ }} }} finally {{ Workbench.Tests.Notebooks.Unstoppable.Loop(); }}";
        var (result, sink) = await Interrupt(session, code);
        Unstoppable.Release = true;
        Assert.Equal(CellStatus.Interrupted, result.Status);
        Assert.True(session.IsBroken);
        Assert.Contains("does not stop", result.Error!.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.RunAsync("1", "cell 2", sink, TestContext.Current.CancellationToken));
    }
}

/// <summary>Code that no abort reaches: a loop inside a finally block.</summary>
public static class Unstoppable
{
    private static volatile bool _release;

    public static bool Release
    {
        get => _release;
        set => _release = value;
    }

    public static void Loop()
    {
        while (!_release)
        {
            // busy, so that waking the thread from waits does not end it
        }
    }
}
