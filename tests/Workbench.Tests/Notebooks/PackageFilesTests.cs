using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

public sealed class PackageFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("packages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_files_of_a_restore_are_read_for_the_running_system()
    {
        var list = Write();
        var files = PackageFiles.TryRead(list, "linux-x64")!;
        Assert.Equal([Path.Combine(_folder, "a/1.0.0", "lib/net10.0/A.dll")], files.Runtime);
        Assert.Equal(files.Runtime, files.Compile);
        Assert.Equal([Path.Combine(_folder, "a/1.0.0", "runtimes/linux-x64/native/liba.so")], files.Native);
        Assert.Null(PackageFiles.TryRead(list, "osx-arm64"));
    }

    [Fact]
    public void A_restore_with_a_missing_file_or_damaged_list_counts_as_none()
    {
        var list = Write();
        File.Delete(Path.Combine(_folder, "a/1.0.0/runtimes/linux-x64/native/liba.so"));
        Assert.Null(PackageFiles.TryRead(list, "linux-x64"));
        File.WriteAllText(list, "{\"packageFolders\":");
        Assert.Null(PackageFiles.TryRead(list, "linux-x64"));
        Assert.Null(PackageFiles.TryRead(Path.Combine(_folder, "none.json"), "linux-x64"));
    }

    [Fact]
    public void A_native_file_is_found_in_the_farm_by_every_spelling_of_its_name()
    {
        var library = Path.Combine(_folder, "libfarmed.so");
        File.WriteAllText(library, "no library");
        var farm = new NativeFarm();
        farm.Add(library);
        foreach (var name in (string[])["farmed", "libfarmed", "libfarmed.so", "farmed.so"]) Assert.EndsWith("libfarmed.so", farm.Find(name), StringComparison.Ordinal);
        Assert.Null(farm.Find("other"));
        Assert.Null(farm.Find("../libfarmed.so/../x"));
    }

    private string Write()
    {
        foreach (var file in (string[])["lib/net10.0/A.dll", "runtimes/linux-x64/native/liba.so"])
        {
            var path = Path.Combine(_folder, "a/1.0.0", file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
        }
        var list = Path.Combine(_folder, "project.assets.json");
        File.WriteAllText(list, """
            {"packageFolders":{"FOLDER":{}},
             "libraries":{"A/1.0.0":{"path":"a/1.0.0"}},
             "targets":{"net10.0":{},"net10.0/linux-x64":{"A/1.0.0":{"compile":{"lib/net10.0/A.dll":{}},"runtime":{"lib/net10.0/A.dll":{},"lib/net10.0/_._":{}},"native":{"runtimes/linux-x64/native/liba.so":{}}}}}}
            """.Replace("FOLDER", _folder.Replace('\\', '/'), StringComparison.Ordinal));
        return list;
    }
}
