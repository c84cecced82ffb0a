using System.Text.Json.Nodes;

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
        foreach (var files in Stacks.Second.Of("queue", "AWS::ECS::TaskDefinition").Properties["Volumes"]!.AsArray().Select(v => v!["EFSVolumeConfiguration"]).OfType<JsonNode>())
        {
            Assert.Equal("ENABLED", (string?)files["TransitEncryption"]);
            Assert.Equal("ENABLED", (string?)files["AuthorizationConfig"]!["IAM"]);
            Assert.Equal(Stacks.Second.Of("queue", "AWS::EFS::FileSystem").Id, Template.Reference(files["FilesystemId"]!));
        }

        var mounts = Stacks.Second.Container("queue")["MountPoints"]!.AsArray().ToDictionary(m => (string)m!["ContainerPath"]!, m => (bool)m!["ReadOnly"]!);
        Assert.Equal(new Dictionary<string, bool> { ["/spool"] = false, ["/etc/nats"] = true, ["/etc/queue"] = false }, mounts);
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
    public void Root_may_write_to_its_own_volumes_and_no_other_user_gets_that_right()
    {
        Assert.Equal(
            [
                ("settings", "elasticfilesystem:ClientMount elasticfilesystem:ClientRootAccess"),
                ("spool", "elasticfilesystem:ClientMount elasticfilesystem:ClientRootAccess elasticfilesystem:ClientWrite"),
            ],
            Rights("queue"));
        Assert.Equal([("shop.data", "elasticfilesystem:ClientMount elasticfilesystem:ClientWrite")], Rights("db"));

        IEnumerable<(string Volume, string Actions)> Rights(string service) =>
            from statement in Stacks.Second.All("AWS::IAM::Policy").Where(p => p.AspireResource == service).SelectMany(p => p.Properties["PolicyDocument"]!["Statement"]!.AsArray())
            where statement!["Condition"]?["StringEquals"]?["elasticfilesystem:AccessPointArn"] is not null
            let arn = Template.Written(statement["Condition"]!["StringEquals"]!["elasticfilesystem:AccessPointArn"]!)
            let point = Stacks.Second.All("AWS::EFS::AccessPoint").Single(p => arn.EndsWith($"/${{{p.Id}}}", StringComparison.Ordinal))
            let actions = statement!["Action"] is JsonArray several ? several.Select(a => (string)a!) : [(string)statement["Action"]!]
            orderby (string)point.Properties["RootDirectory"]!["Path"]!
            select (((string)point.Properties["RootDirectory"]!["Path"]!).TrimStart('/'), string.Join(' ', actions.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void All_databases_are_made_by_the_entry_point_before_the_server()
    {
        var entryPoint = Stacks.Second.Container("db")["EntryPoint"]!.AsArray().Select(a => (string)a!).ToList();
        Assert.Equal(["bash", "-c"], entryPoint[..2]);
        Assert.Contains("""'CREATE DATABASE "orders"' 'CREATE DATABASE "o'\''hara ""archive""" + "\"\"\"'", entryPoint[2], StringComparison.Ordinal);
        Assert.Equal("docker-entrypoint.sh", entryPoint[3]);
        Assert.Equal(["postgres"], Stacks.Second.Container("db")["Command"]!.AsArray().Select(a => (string?)a));

        // The image's own, for a new volume only, is left to the AppHost.
        Assert.False(Stacks.Second.Environment("db").ContainsKey("POSTGRES_DB"));
        Assert.Contains("""'CREATE DATABASE "yelbdatabase"'""", (string)Stacks.Yelb.Container("yelb-db")["EntryPoint"]![2]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_put_into_a_volume_of_the_task_by_a_container_of_the_same_image_before_its_own()
    {
        var containers = Stacks.Second.Of("queue", "AWS::ECS::TaskDefinition").Properties["ContainerDefinitions"]!.AsArray().ToDictionary(c => (string)c!["Name"]!, c => c!);
        Assert.Equal(["queue", "queue-files", "queue-files-tool"], containers.Keys.Order(StringComparer.Ordinal));
        var (queue, files, tool) = (containers["queue"], containers["queue-files"], containers["queue-files-tool"]);

        Assert.Equal(("queue-files", "SUCCESS"), Dependency(queue));
        Assert.Equal(("queue-files-tool", "SUCCESS"), Dependency(files));
        Assert.Equal(((string?)queue["Image"], "0"), ((string?)files["Image"], (string?)files["User"]));
        Assert.All([files, tool], c => Assert.False((bool)c["Essential"]!));
        Assert.Equal("/.files-tool/busybox", (string?)files["EntryPoint"]![0]);
        Assert.Contains("cp -a '/etc/queue/.' /.files/0", (string)files["Command"]![0]!, StringComparison.Ordinal);

        var volume = (string)files["MountPoints"]!.AsArray().Single(m => (string?)m!["ContainerPath"] == "/.files/0")!["SourceVolume"]!;
        Assert.Equal("/etc/queue", (string?)queue["MountPoints"]!.AsArray().Single(m => (string?)m!["SourceVolume"] == volume)!["ContainerPath"]);
        Assert.Null(Stacks.Second.Of("queue", "AWS::ECS::TaskDefinition").Properties["Volumes"]!.AsArray().Single(v => (string?)v!["Name"] == volume)!["EFSVolumeConfiguration"]);

        static (string?, string?) Dependency(JsonNode container) =>
            ((string?)container["DependsOn"]![0]!["ContainerName"], (string?)container["DependsOn"]![0]!["Condition"]);
    }
}
