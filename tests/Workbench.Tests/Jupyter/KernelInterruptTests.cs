namespace Workbench.Tests.Jupyter;

public sealed class KernelInterruptTests : KernelTest
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("System.Threading.Thread.Sleep(60000);")]
    [InlineData("await Task.Delay(60000);")]
    [InlineData("await Task.Run(() => { System.Threading.Thread.Sleep(3000); });")]
    [InlineData("for (;;) await Task.Yield();")]
    [InlineData("Console.ReadLine();")]
    public void An_interrupt_stops_the_cell_and_the_next_one_runs(string code)
    {
        Value("var before = 7;");
        for (var round = 0; round < 2; round++)
        {
            var id = Client.SendCell("Console.Write(\"started\");\n" + code, allowStdin: true);
            while (Client.NextOutput() is not { Type: "stream" })
            {
            }
            var answer = Client.Reply(Client.Control, Client.Send(Client.Control, "interrupt_request"));
            Assert.Equal(("interrupt_reply", "ok"), (answer.Type, (string?)answer.Content["status"]));
            var reply = Client.Reply(Client.Shell, id).Content;
            Assert.Equal(("error", "KeyboardInterrupt"), ((string?)reply["status"], (string?)reply["ename"]));
            Assert.Single(Client.Outputs(id), output => output.Type == "error");
            Assert.Equal("7", Value("before"));
        }
    }

    [Fact]
    public void An_interrupt_between_cells_changes_nothing()
    {
        Client.Reply(Client.Control, Client.Send(Client.Control, "interrupt_request"));
        Assert.Equal("2", Value("1 + 1"));
    }
}
