namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>Volumes and databases.</summary>
public sealed class StorageTests
{
    [Fact]
    public void Each_volume_has_an_access_point_of_the_images_user()
    {
        var points = Stacks.Second.All("AWS::EFS::AccessPoint").ToDictionary(p => (string)p.Properties["RootDirectory"]!["Path"]!, p => (string?)p.Properties["PosixUser"]!["Uid"]);
        Assert.Equal(["/settings", "/shop.data", "/spool"], points.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("999", points["/shop.data"]);
        Assert.Equal("0", points["/spool"]);
        Assert.Equal("999:999", (string?)Stacks.Second.Container("db")["User"]);
        Assert.Null(Stacks.Second.Container("queue")["User"]);
    }

    [Fact]
    public void Volumes_are_mounted_encrypted_and_with_the_rights_of_the_task()
    {
        foreach (var volume in Stacks.Second.Of("queue", "AWS::ECS::TaskDefinition").Properties["Volumes"]!.AsArray())
        {
            var files = volume!["EFSVolumeConfiguration"]!;
            Assert.Equal("ENABLED", (string?)files["TransitEncryption"]);
            Assert.Equal("ENABLED", (string?)files["AuthorizationConfig"]!["IAM"]);
            Assert.Equal(Stacks.Second.Of("queue", "AWS::EFS::FileSystem").Id, Template.Reference(files["FilesystemId"]!));
        }

        var mounts = Stacks.Second.Container("queue")["MountPoints"]!.AsArray().ToDictionary(m => (string)m!["ContainerPath"]!, m => (bool)m!["ReadOnly"]!);
        Assert.Equal(new Dictionary<string, bool> { ["/spool"] = false, ["/etc/nats"] = true }, mounts);
    }

    [Fact]
    public void A_volumes_name_in_the_task_is_one_that_ecs_takes()
    {
        Assert.Equal("shop-data", (string?)Assert.Single(Stacks.Second.Of("db", "AWS::ECS::TaskDefinition").Properties["Volumes"]!.AsArray())!["Name"]);
        Assert.Equal("shop-data", (string?)Assert.Single(Stacks.Second.Container("db")["MountPoints"]!.AsArray())!["SourceVolume"]);
    }

    [Fact]
    public void No_one_reads_files_without_rights_or_in_plain_text()
    {
        var statement = Assert.Single(Stacks.Yelb.Of("yelb-db", "AWS::EFS::FileSystem").Properties["FileSystemPolicy"]!["Statement"]!.AsArray())!;
        Assert.Equal("Deny", (string?)statement["Effect"]);
        Assert.Equal("false", (string?)statement["Condition"]!["Bool"]!["aws:SecureTransport"]);
    }

    [Fact]
    public void The_first_database_is_made_by_the_image_and_further_ones_by_the_entry_point()
    {
        Assert.Equal("orders", Stacks.Second.Environment("db")["POSTGRES_DB"]);
        var entryPoint = Stacks.Second.Container("db")["EntryPoint"]!.AsArray().Select(a => (string)a!).ToList();
        Assert.Equal(["bash", "-c"], entryPoint[..2]);
        Assert.Contains("""CREATE DATABASE "o'\''hara ""archive""" + "\"\"\"", entryPoint[2], StringComparison.Ordinal);
        Assert.Equal("docker-entrypoint.sh", entryPoint[3]);
        Assert.Equal(["postgres"], Stacks.Second.Container("db")["Command"]!.AsArray().Select(a => (string?)a));

        Assert.Equal("yelbdatabase", Stacks.Yelb.Environment("yelb-db")["POSTGRES_DB"]);
        Assert.Null(Stacks.Yelb.Container("yelb-db")["EntryPoint"]);
    }
}
