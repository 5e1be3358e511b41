using System.Text.Json.Nodes;

namespace Workbench.Tests.Jupyter;

public sealed class KernelInputTests : KernelTest
{
    [Fact]
    public void A_cell_reads_lines_from_the_person_at_the_front_end()
    {
        var id = Client.SendCell("Console.Write(\"name? \");\nvar name = Console.ReadLine();\nConsole.Write($\"hello {name}\");", allowStdin: true);
        var question = Client.Next(Client.Stdin)!;
        Assert.Equal(("input_request", id), (question.Type, question.ParentId));
        Client.Send(Client.Stdin, "input_reply", new JsonObject { ["value"] = "Ada" });
        Assert.Equal("ok", (string?)Client.Reply(Client.Shell, id).Content["status"]);
        Assert.Equal("name? hello Ada", Stream(Client.Outputs(id)));
    }

    [Theory]
    [InlineData("await GetInputAsync(\"Age\")", false)]
    [InlineData("(await GetPasswordAsync(\"Age\")).GetClearTextPassword()", true)]
    public void A_question_carries_its_prompt_and_hides_passwords(string code, bool isPassword)
    {
        var id = Client.SendCell(code, allowStdin: true);
        var question = Client.Next(Client.Stdin)!.Content;
        Assert.Equal(("Age", isPassword), ((string?)question["prompt"], (bool?)question["password"]));
        Client.Send(Client.Stdin, "input_reply", new JsonObject { ["value"] = "36" });
        Client.Reply(Client.Shell, id);
        Assert.Equal("36", ResultText(Client.Outputs(id)));
    }

    [Fact]
    public void Reading_fails_at_once_where_the_front_end_does_not_answer()
    {
        var (reply, _) = Client.Run("Console.ReadLine()");
        Assert.Equal("System.InvalidOperationException", (string?)reply["ename"]);
        Assert.Contains("front end", (string?)reply["evalue"], StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_nobody_asked_for_is_not_kept_for_the_next_question()
    {
        Client.Send(Client.Stdin, "input_reply", new JsonObject { ["value"] = "early" });
        Value("1");
        var id = Client.SendCell("Console.ReadLine()", allowStdin: true);
        Client.Next(Client.Stdin);
        Client.Send(Client.Stdin, "input_reply", new JsonObject { ["value"] = "right" });
        Client.Reply(Client.Shell, id);
        Assert.Equal("right", ResultText(Client.Outputs(id)));
    }
}
