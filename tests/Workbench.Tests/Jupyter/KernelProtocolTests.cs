using System.Text.Json.Nodes;

namespace Workbench.Tests.Jupyter;

public sealed class KernelProtocolTests : KernelTest
{
    [Fact]
    public void The_kernel_introduces_itself()
    {
        var info = Client.Reply(Client.Shell, Client.Send(Client.Shell, "kernel_info_request"));
        Assert.Equal("kernel_info_reply", info.Type);
        Assert.Equal("ok", (string?)info.Content["status"]);
        Assert.Equal("5.4", (string?)info.Content["protocol_version"]);
        Assert.Equal("C#", (string?)info.Content["language_info"]!["name"]);
        Assert.Equal("kernel_info_reply", Client.Reply(Client.Control, Client.Send(Client.Control, "kernel_info_request")).Type);
    }

    [Fact]
    public void A_cell_is_bracketed_by_busy_and_idle_and_its_outputs_come_in_order()
    {
        var id = Client.SendCell("Console.Write(\"a\");\ndisplay(1);\nConsole.Error.Write(\"b\");\nConsole.Write(\"c\");\n6 * 7");
        var reply = Client.Reply(Client.Shell, id);
        Assert.Equal("ok", (string?)reply.Content["status"]);
        Assert.Equal(1, (int?)reply.Content["execution_count"]);
        var outputs = Client.Outputs(id);
        Assert.Equal(["status", "execute_input", "stream", "display_data", "stream", "stream", "execute_result", "status"], outputs.Select(output => output.Type));
        Assert.Equal("busy", (string?)outputs[0].Content["execution_state"]);
        Assert.Equal("42", ResultText(outputs));
        Assert.Equal("b", Stream(outputs, "stderr"));
    }

    [Fact]
    public void The_parent_header_is_the_exact_header_of_the_request()
    {
        var frames = Client.Frames("an id", "kernel_info_request", []);
        JupyterClient.SendFrames(Client.Shell, frames);
        Assert.Equal(JsonNode.Parse(frames[2])!.ToJsonString(), Client.Reply(Client.Shell, "an id").Parent.ToJsonString());
    }

    [Fact]
    public void An_error_is_published_once_and_answered()
    {
        var (reply, outputs) = Client.Run("var kept = 5;\nthrow new ArgumentException(\"wrong\");");
        Assert.Equal("error", (string?)reply["status"]);
        Assert.Equal("System.ArgumentException", (string?)reply["ename"]);
        Assert.Equal("wrong", (string?)reply["evalue"]);
        var error = Assert.Single(outputs, output => output.Type == "error");
        Assert.Contains("cell 1:line 2", error.Content["traceback"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(outputs, output => output.Type == "stream");
        Assert.Equal("5", Value("kept"));
    }

    [Fact]
    public void Cells_that_wait_when_one_fails_are_answered_without_running_and_later_ones_run()
    {
        Value("var ran = 0;");
        var failing = Client.SendCell("System.Threading.Thread.Sleep(300); throw new Exception();");
        var waiting = Client.SendCell("ran = 1;");
        Assert.Equal("error", (string?)Client.Reply(Client.Shell, failing).Content["status"]);
        var aborted = Client.Reply(Client.Shell, waiting).Content;
        Assert.Equal(("error", "Aborted"), ((string?)aborted["status"], (string?)aborted["ename"]));
        Assert.Empty(aborted["traceback"]!.AsArray());
        Client.Outputs(waiting);
        Assert.Equal("0", Value("ran"));

        var tolerated = Client.SendCell("System.Threading.Thread.Sleep(300); throw new Exception();", stopOnError: false);
        var next = Client.SendCell("ran = 2;");
        Client.Reply(Client.Shell, tolerated);
        Assert.Equal("ok", (string?)Client.Reply(Client.Shell, next).Content["status"]);
    }

    [Fact]
    public void A_silent_cell_shows_and_counts_nothing()
    {
        var id = Client.SendCell("var quiet = 3; Console.Write(\"x\"); display(1); quiet", silent: true);
        var reply = Client.Reply(Client.Shell, id);
        Assert.Equal(0, (int?)reply.Content["execution_count"]);
        Assert.Equal(["status", "status"], Client.Outputs(id).Select(output => output.Type));
        Assert.Equal("3", Value("quiet"));
    }

    [Fact]
    public void A_cell_that_is_not_stored_shows_its_outputs_without_being_counted()
    {
        var id = Client.SendCell("1 + 1", storeHistory: false);
        Assert.Equal(0, (int?)Client.Reply(Client.Shell, id).Content["execution_count"]);
        Assert.Equal("2", ResultText(Client.Outputs(id)));
        Assert.Empty(History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 10 }));
    }

    [Fact]
    public void Expressions_of_the_front_end_are_evaluated_after_the_cell()
    {
        var id = Client.SendCell("var a = 20;", expressions: new JsonObject { ["twice"] = "a * 2", ["bad"] = "nothing" });
        var values = Client.Reply(Client.Shell, id).Content["user_expressions"]!;
        Assert.Equal("40", (string?)values["twice"]!["data"]!["text/plain"]);
        Assert.Equal("error", (string?)values["bad"]!["status"]);
    }

    [Fact]
    public void A_display_is_updated_under_the_id_it_was_announced_with()
    {
        var (_, shown) = Client.Run("var shown = display(\"old\");");
        var (_, updated) = Client.Run("shown.Update(\"new\");");
        var (first, second) = (shown.Single(output => output.Type == "display_data"), updated.Single(output => output.Type == "update_display_data"));
        Assert.Equal("new", (string?)second.Content["data"]!["text/plain"]);
        Assert.Equal((string?)first.Content["transient"]!["display_id"], (string?)second.Content["transient"]!["display_id"]);
    }

    [Theory]
    [InlineData("ClearOutput();", false)]
    [InlineData("ClearOutput(wait: true);", true)]
    public void Outputs_can_be_cleared(string code, bool wait)
    {
        var (_, outputs) = Client.Run(code);
        Assert.Equal(wait, (bool?)outputs.Single(output => output.Type == "clear_output").Content["wait"]);
    }

    [Fact]
    public void Cursors_count_code_points()
    {
        Value("var number = 1;");
        const string code = "\"\U0001F600\U0001F600\".Length + numb";
        var reply = Ask("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.EnumerateRunes().Count() });
        Assert.Equal(["number"], reply["matches"]!.AsArray().Select(match => (string?)match));
        Assert.Equal((14, 18), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
    }

    [Fact]
    public void Questions_are_answered_while_a_cell_runs()
    {
        Value("var gate = new System.Threading.ManualResetEventSlim();");
        var id = Client.SendCell("Console.Write(\"started\"); gate.Wait();");
        while (Client.NextOutput().Type != "stream")
        {
        }
        Assert.Equal("complete", (string?)Ask("is_complete_request", new JsonObject { ["code"] = "1 + 1" })["status"]);
        Assert.Contains("WriteLine", Ask("complete_request", new JsonObject { ["code"] = "Console.WriteL", ["cursor_pos"] = 14 })["matches"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.True(Client.Beats());
        Client.Reply(Client.Control, Client.Send(Client.Control, "interrupt_request"));
        Assert.Equal("KeyboardInterrupt", (string?)Client.Reply(Client.Shell, id).Content["ename"]);
    }

    [Fact]
    public void Comms_to_unknown_targets_are_closed()
    {
        Assert.Empty(Ask("comm_info_request", [])["comms"]!.AsObject());
        var id = Client.Send(Client.Shell, "comm_open", new JsonObject { ["comm_id"] = "c1", ["target_name"] = "widgets", ["data"] = new JsonObject() });
        Assert.Equal("c1", (string?)Client.Outputs(id).Single(output => output.Type == "comm_close").Content["comm_id"]);
    }

    [Fact]
    public void History_is_found_by_tail_range_and_pattern()
    {
        foreach (var code in (string[])["1 + 1", "\"two\"", "1 + 1"]) Client.Run(code);
        Assert.Equal(["\"two\"", "1 + 1"], History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 2 }).Select(row => (string?)row![2]));
        Assert.Equal(["\"two\""], History(new JsonObject { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = 2, ["stop"] = 3 }).Select(row => (string?)row![2]));
        Assert.Equal(2, History(new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "1 ? *" }).Count);
        Assert.Single(History(new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "1*1", ["unique"] = true }));
        Assert.Equal("2", (string?)History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 1, ["output"] = true })[0]![2]![1]);
    }

    [Fact]
    public void A_question_mark_pages_what_is_known_about_a_name()
    {
        var (reply, _) = Client.Run("Console.WriteLine?");
        var page = Assert.Single(reply["payload"]!.AsArray())!;
        Assert.Equal("page", (string?)page["source"]);
        Assert.Contains("WriteLine", (string?)page["data"]!["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_without_its_fields_is_answered_with_what_is_missing()
    {
        var id = Client.Send(Client.Shell, "execute_request", new JsonObject { ["code"] = 3 });
        Assert.Contains("code", (string?)Client.Reply(Client.Shell, id).Content["evalue"], StringComparison.Ordinal);
        Assert.Equal("error", (string?)Ask("complete_request", [])["status"]);
        Assert.Equal("2", Value("1 + 1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shutdown_is_answered_on_both_channels(bool restart)
    {
        var id = Client.Send(Client.Control, "shutdown_request", new JsonObject { ["restart"] = restart });
        Assert.Equal(restart, (bool?)Client.Reply(Client.Control, id).Content["restart"]);
        Assert.Contains(Client.Outputs(id), output => output.Type == "shutdown_reply");
        await Kernel.Ended.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Many_cells_leave_nothing_out()
    {
        var ids = Enumerable.Range(1, 100).Select(i => Client.SendCell($"var v{i} = {i}; v{i}")).ToArray();
        for (var i = 0; i < ids.Length; i++)
        {
            Assert.Equal(i + 1, (int?)Client.Reply(Client.Shell, ids[i]).Content["execution_count"]);
            Assert.Equal($"{i + 1}", ResultText(Client.Outputs(ids[i])));
        }
    }

    private JsonObject Ask(string type, JsonObject content) => Client.Reply(Client.Shell, Client.Send(Client.Shell, type, content)).Content;

    private JsonArray History(JsonObject content) => Ask("history_request", content)["history"]!.AsArray();
}
