using Workbench.Notebooks.Engine;
using Workbench.Notebooks.Outputs;

namespace Workbench.Tests.Notebooks;

public sealed class CellInputTests : SessionTest
{
    [Fact]
    public async Task Console_input_asks_the_front_end_line_by_line()
    {
        var source = new Answers("first", "xy", "secret");
        var sink = new CollectingSink();
        const string code = "var a = Console.ReadLine(); var c = (char)Console.Read(); var rest = Console.ReadLine(); var p = password(\"key? \"); Console.Write($\"{a}|{c}|{rest}|{p}|{p.GetClearTextPassword()}\");";
        var result = await Session.RunAsync(code, "cell 1", sink, source, TestContext.Current.CancellationToken);
        Assert.True(result.Status == CellStatus.Ok, result.Error?.Message);
        Assert.Equal("first|x|y|******|secret", sink.Out);
        Assert.Equal([("", false), ("", false), ("key? ", true)], source.Asked);
    }

    [Fact]
    public async Task Prompted_input_is_awaited_like_in_other_engines()
    {
        var sink = new CollectingSink();
        await Session.RunAsync("(await GetInputAsync(\"name? \")).ToUpper()", "cell 1", sink, new Answers("ann"), TestContext.Current.CancellationToken);
        Assert.Equal("ANN", sink.ResultText);
    }

    [Fact]
    public async Task A_cell_that_waits_for_input_can_be_interrupted()
    {
        using var stop = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var run = Session.RunAsync("var a = input(\"?\");", "cell 1", new CollectingSink(), new Silence(asked), stop.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        stop.Cancel();
        Assert.Equal(CellStatus.Interrupted, (await run).Status);
        Assert.Equal("2", await Value("1 + 1"));
    }

    [Fact]
    public async Task Outputs_can_be_cleared()
    {
        var (_, sink) = await Run("ClearOutput(); ClearOutput(wait: true);");
        Assert.Equal([false, true], sink.Clears);
    }

    private sealed class Answers(params string[] lines) : IInputSource
    {
        private int _next;

        public List<(string Prompt, bool IsPassword)> Asked { get; } = [];

        public string ReadLine(string prompt, bool isPassword, CancellationToken token)
        {
            Asked.Add((prompt, isPassword));
            return lines[_next++];
        }
    }

    private sealed class Silence(TaskCompletionSource asked) : IInputSource
    {
        public string ReadLine(string prompt, bool isPassword, CancellationToken token)
        {
            asked.SetResult();
            token.WaitHandle.WaitOne();
            throw new OperationCanceledException(token);
        }
    }
}
