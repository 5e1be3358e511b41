using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

public sealed class SharedFrameworkTests : SessionTest
{
    [Fact]
    public void Assemblies_of_ASP_NET_are_found_beside_the_base_framework()
    {
        var path = SharedFrameworks.Find("Microsoft.AspNetCore.Server.Kestrel.Core");
        Assert.True(File.Exists(path));
        Assert.True(SharedFrameworks.Owns(path));
        Assert.False(SharedFrameworks.Owns(typeof(object).Assembly.Location));
        Assert.False(SharedFrameworks.Owns(typeof(SharedFrameworkTests).Assembly.Location));
        Assert.Null(SharedFrameworks.Find("No.Such.Assembly"));
        Assert.Null(SharedFrameworks.Find("../Microsoft.NETCore.App/x"));
    }

    [Fact]
    public async Task A_library_that_serves_pages_brings_no_references_along_and_a_cell_may_name_them()
    {
        var viewer = typeof(Workbench.Viewer.Viewer).Assembly.Location;
        var (_, sink) = await Run($"#r \"{viewer}\"\nMicrosoft.AspNetCore.Http.HttpMethods.Get");
        Assert.Empty(sink.Results);
        Assert.Equal("GET", await Value("#r \"Microsoft.AspNetCore.Http.Abstractions.dll\"\nMicrosoft.AspNetCore.Http.HttpMethods.Get"));
    }
}
