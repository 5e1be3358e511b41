namespace Workbench.Tests.Jupyter;

public sealed class KernelStreamTests : KernelTest
{
    [Fact]
    public void Ten_megabytes_arrive_whole_and_in_few_messages()
    {
        var (_, outputs) = Client.Run("for (var i = 0; i < 100_000; i++) Console.WriteLine(i.ToString(\"d99\"));");
        Assert.Equal(string.Concat(Enumerable.Range(0, 100_000).Select(i => i.ToString("d99", System.Globalization.CultureInfo.InvariantCulture) + "\n")), Stream(outputs));
        Assert.InRange(outputs.Count, 1, 2_000);
    }

    [Fact]
    public void Text_belongs_to_the_cell_that_started_the_work()
    {
        var starter = Client.SendCell("var later = Task.Run(async () => { await Task.Delay(400); Console.Write(\"from the first\"); });");
        Client.Reply(Client.Shell, starter);
        Client.Outputs(starter);
        var second = Client.SendCell("Console.Write(\"from the second\"); await later; await Task.Delay(200);");
        var seen = new List<Received>();
        while (seen.Count(output => output.Type == "stream") < 2) seen.Add(Client.NextOutput());
        Assert.Equal("from the first", Stream(seen.Where(output => output.ParentId == starter)));
        Assert.Equal("from the second", Stream(seen.Where(output => output.ParentId == second)));
    }

    [Fact]
    public void Text_appears_while_the_cell_runs()
    {
        var id = Client.SendCell("Console.Write(\"early\"); await Task.Delay(60000);");
        while (Client.NextOutput() is not { Type: "stream" })
        {
        }
        Client.Reply(Client.Control, Client.Send(Client.Control, "interrupt_request"));
        Assert.Equal("error", (string?)Client.Reply(Client.Shell, id).Content["status"]);
    }

    [Fact]
    public void Characters_outside_the_basic_plane_survive_being_written_in_halves()
    {
        var (_, outputs) = Client.Run("""
            var text = new string('x', 8191) + "\U0001F600";
            foreach (var c in text) Console.Write(c);
            """);
        Assert.Equal(new string('x', 8191) + "\U0001F600", Stream(outputs));
    }

    [Fact]
    public void Output_of_an_interrupted_loop_leaves_the_kernel_whole()
    {
        for (var round = 0; round < 3; round++)
        {
            var id = Client.SendCell("while (true) Console.WriteLine(1);");
            while (Client.NextOutput() is not { Type: "stream" })
            {
            }
            Client.Reply(Client.Control, Client.Send(Client.Control, "interrupt_request"));
            Assert.Equal("KeyboardInterrupt", (string?)Client.Reply(Client.Shell, id).Content["ename"]);
            Client.Outputs(id);
            Assert.Equal("2", Value("1 + 1"));
        }
    }

    [Fact]
    public void Nothing_is_published_between_cells()
    {
        Client.Run("Console.Write(\"x\");");
        Assert.True(Client.IsQuiet(TimeSpan.FromMilliseconds(300)));
    }
}
