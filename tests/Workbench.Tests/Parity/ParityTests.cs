using System.IO.Enumeration;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Workbench.Tests.Parity;

/// <summary>Every file of the fixture folder against the check that knows it.</summary>
[Trait("Category", "Parity")]
public sealed class ParityTests : TensorTest
{
    private static readonly (string Pattern, MethodInfo Method)[] Checks =
    [
        .. from type in typeof(ParityTests).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           let attribute = method.GetCustomAttribute<ParityAttribute>()
           where attribute is not null
           select (attribute.Pattern, method),
    ];

    public static TheoryData<string> Files() => [.. FixtureFiles.All()];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_agrees_with_the_original(string file)
    {
        // The longest pattern is the most special one.
        var check = Checks.Where(check => FileSystemName.MatchesSimpleExpression(check.Pattern, file, ignoreCase: false))
            .OrderByDescending(check => check.Pattern.Length).Select(check => check.Method).FirstOrDefault();
        Assert.True(check is not null, $"No check knows the fixture file '{file}'.");
        if (check.GetParameters()[0].ParameterType == typeof(Fixture))
        {
            var fixture = new Fixture(FixtureFiles.Full(file));
            Run(check, fixture);
            fixture.Finish();
        }
        else
        {
            Run(check, FixtureFiles.Full(file));
        }
    }

    private static void Run(MethodInfo check, object argument)
    {
        try
        {
            check.Invoke(null, [argument]);
        }
        catch (TargetInvocationException error) when (error.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(error.InnerException);
        }
    }
}
