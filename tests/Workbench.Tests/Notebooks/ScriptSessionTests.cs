using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

public sealed class ScriptSessionTests : SessionTest
{
    [Fact]
    public async Task Later_cells_see_variables_functions_and_types_of_earlier_ones()
    {
        await Value("var a = 20; int Twice(int x) => 2 * x; record Point(int X, int Y);");
        Assert.Equal("42", await Value("Twice(a) + new Point(1, 2).Y"));
    }

    [Fact]
    public async Task Awaits_at_top_level_run_and_come_back_to_the_cell_thread()
    {
        await Value("var thread = Environment.CurrentManagedThreadId; await Task.Delay(5); var back = Environment.CurrentManagedThreadId == thread;");
        Assert.Equal("True", await Value("back"));
        Assert.Equal("7", await Value("await Task.FromResult(7)"));
    }

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("(1 + 1).ToString();", null)]
    [InlineData("var x = 3;", null)]
    [InlineData("Console.WriteLine(5)", null)]
    [InlineData("await Task.Delay(1)", null)]
    [InlineData("null", "<null>")]
    [InlineData("(string)null", "<null>")]
    [InlineData("return 9;", "9")]
    [InlineData("if (true) return 8; var y = 1;", "8")]
    [InlineData("int z; z = 4", "4")]
    [InlineData("1 + 1 // comment", "2")]
    [InlineData("display(3)", null)]
    public async Task A_trailing_expression_without_semicolon_is_shown(string code, string? expected) =>
        Assert.Equal(expected, await Value(code));

    [Fact]
    public async Task A_variable_can_be_declared_again_with_another_type()
    {
        await Value("var x = 1;");
        await Value("var x = \"text\";");
        Assert.Equal("4", await Value("x.Length"));
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_leaves_the_session_as_it_was()
    {
        await Value("var kept = 1;");
        var (result, _) = await Run("kept = 5;\nint wrong = \"text\";");
        Assert.Equal(CellStatus.Rejected, result.Status);
        Assert.Equal("1", await Value("kept"));
    }

    [Fact]
    public async Task Compile_errors_name_cell_line_column_and_show_the_source_with_a_caret()
    {
        var (result, _) = await Run("var fine = 1;\n int wrong = \"text\";");
        Assert.StartsWith("cell 1(2,14): error CS0029:", result.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Error.Line);
        Assert.Equal("     int wrong = \"text\";", result.Error.Traceback[1]);
        Assert.Equal("                 ^", result.Error.Traceback[2]);
    }

    [Fact]
    public async Task What_a_throwing_cell_assigned_before_the_throw_stays()
    {
        var (result, _) = await Run("int y = 1;\nthrow new InvalidOperationException(\"no\");");
        Assert.Equal(CellStatus.Failed, result.Status);
        Assert.Equal("1", await Value("y"));
    }

    [Fact]
    public async Task Stack_traces_point_at_cells_and_lines_and_hide_the_engine()
    {
        await Value("int G(int a)\n{\n    throw new ArgumentException(\"bad a\");\n}");
        var (result, _) = await Run("var b = 1;\n\nG(b);");
        Assert.Equal("System.ArgumentException", result.Error!.Name);
        Assert.Equal("bad a", result.Error.Message);
        Assert.Contains("   at G(Int32 a) in cell 1:line 3", result.Error.Traceback);
        Assert.Contains("   at <cell> in cell 2:line 3", result.Error.Traceback);
        Assert.DoesNotContain(result.Error.Traceback, line => line.Contains("Scripting", StringComparison.Ordinal) || line.Contains("Submission", StringComparison.Ordinal) || line.Contains('/'));
    }

    [Fact]
    public async Task Stack_traces_read_well_through_async_methods_lambdas_and_local_functions()
    {
        var (result, _) = await Run("async Task F()\n{\n    await Task.Yield();\n    Inner();\n    void Inner() => throw new Exception(\"deep\");\n}\nFunc<Task> f = async () => await F();\nawait f();");
        var text = string.Join('\n', result.Error!.Traceback);
        Assert.Contains("at Inner() in cell 1:line 5", text, StringComparison.Ordinal);
        Assert.Contains("at F() in cell 1:line 4", text, StringComparison.Ordinal);
        Assert.Contains("in cell 1:line 8", text, StringComparison.Ordinal);
        Assert.DoesNotContain("MoveNext", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inner_exceptions_are_reported()
    {
        var (result, _) = await Run("try { int.Parse(\"x\"); } catch (Exception e) { throw new InvalidOperationException(\"outer\", e); }");
        Assert.Contains(result.Error!.Traceback, line => line.StartsWith("---> System.FormatException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Warnings_go_to_standard_error()
    {
        var (result, sink) = await Run("#warning mind this\nvar x = 1;");
        Assert.Equal(CellStatus.Ok, result.Status);
        Assert.Contains("warning CS1030", sink.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_from_the_console_fails_at_once()
    {
        var (result, _) = await Run("var answer = Console.ReadLine();");
        Assert.Equal(CellStatus.Failed, result.Status);
        Assert.Contains("parameter", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exceptions_of_async_void_code_fail_the_cell_and_not_the_process()
    {
        var (result, _) = await Run("async void Fire() { await Task.Yield(); throw new Exception(\"fired\"); }\nFire();\nawait Task.Delay(50);");
        Assert.Equal(CellStatus.Failed, result.Status);
        Assert.Equal("fired", result.Error!.Message);
    }

    [Fact]
    public async Task Console_text_of_a_background_task_lands_in_the_cell_that_started_it()
    {
        var (_, first) = await Run("var gate = new TaskCompletionSource();\nvar work = Task.Run(async () => { await gate.Task; Console.WriteLine(\"from the first\"); });");
        var (_, second) = await Run("Console.WriteLine(\"from the second\"); gate.SetResult(); await work;");
        Assert.Equal("from the second\n", second.Out);
        Assert.Equal("from the first\n", first.Out);
    }

    [Fact]
    public async Task An_async_function_left_running_goes_on_after_its_cell_has_ended()
    {
        var (_, first) = await Run("var go = new TaskCompletionSource(); async Task Later() { await go.Task; Console.Write(\"done\"); }\nvar later = Later();");
        await Value("go.SetResult(); await later;");
        Assert.Equal("done", first.Out);
    }

    [Fact]
    public async Task Sessions_do_not_share_formatter_registrations()
    {
        await Value("Microsoft.DotNet.Interactive.Formatting.Formatter.Register<int>(x => \"special\", \"text/plain\");");
        Assert.Equal("special", await Value("1"));
        using var other = new ScriptSession();
        var sink = new CollectingSink();
        await other.RunAsync("1", "cell 1", sink, TestContext.Current.CancellationToken);
        Assert.Equal("1", sink.ResultText);
    }

    [Fact]
    public async Task The_value_of_a_cell_is_not_kept_alive()
    {
        var (reference, _) = await Probe();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(reference.IsAlive);
    }

    [Fact]
    public async Task The_session_works_with_many_cells()
    {
        await Value("var n = 0;");
        for (var i = 0; i < 60; i++) await Value("n++;");
        Assert.Equal("60", await Value("n"));
    }

    private async Task<(WeakReference Reference, string? Text)> Probe()
    {
        await Value("class Big { public static WeakReference Last; public Big() { Last = new WeakReference(this); } public override string ToString() => \"big\"; }");
        await Value("new Big()");
        using var sinkSession = new ScriptSession();
        var holder = new List<WeakReference>();
        ProbeHolder.Keep = holder.Add;
        await Value($"#r \"{typeof(ProbeHolder).Assembly.Location}\"\nWorkbench.Tests.Notebooks.ProbeHolder.Keep(Big.Last);");
        return (holder[0], null);
    }
}

/// <summary>Carries a reference out of a script.</summary>
public static class ProbeHolder
{
    public static Action<WeakReference>? Keep { get; set; }
}
