using System.Text.Json.Nodes;

namespace EcsServiceConnect.Hosting.Stores.Tests;

/// <summary>RDS and ElastiCache in the places of containers.</summary>
public sealed class ManagedStoreTests
{
    [Fact]
    public void Postgres_is_a_private_encrypted_instance_of_the_images_version()
    {
        var database = Assert.Single(Stacks.Managed.All("AWS::RDS::DBInstance"));
        Assert.Equal("yelb-db", database.AspireResource);
        Assert.Equal(("postgres", "18"), ((string)database.Properties["Engine"]!, (string)database.Properties["EngineVersion"]!));
        Assert.Equal(("postgres", "yelbdatabase"), ((string)database.Properties["MasterUsername"]!, (string)database.Properties["DBName"]!));
        Assert.True((bool)database.Properties["StorageEncrypted"]!);
        Assert.False((bool)database.Properties["PubliclyAccessible"]!);
        Assert.Equal("Snapshot", database.DeletionPolicy);
        Assert.StartsWith("{{resolve:secretsmanager:${yelbdbpasswordSecret", Template.Written(database.Properties["MasterUserPassword"]!), StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_is_an_encrypted_replication_group_with_a_password()
    {
        var cache = Assert.Single(Stacks.Managed.All("AWS::ElastiCache::ReplicationGroup"));
        Assert.Equal("yelb-redis", cache.AspireResource);
        Assert.True((bool)cache.Properties["TransitEncryptionEnabled"]!);
        Assert.True((bool)cache.Properties["AtRestEncryptionEnabled"]!);
        Assert.Equal("Snapshot", cache.DeletionPolicy);
        Assert.StartsWith("{{resolve:secretsmanager:${yelbredispasswordSecret", Template.Written(cache.Properties["AuthToken"]!), StringComparison.Ordinal);
    }

    [Fact]
    public void Clients_get_their_addresses_in_the_same_variables()
    {
        var secret = JsonNode.Parse(Template.Written(Stacks.Managed.Of("yelb-appserver", "AWS::SecretsManager::Secret").Properties["SecretString"]!))!;
        var database = Stacks.Managed.Of("yelb-db", "AWS::RDS::DBInstance");
        Assert.StartsWith($"Host=${{{database.Id}.Endpoint.Address}};Port=5432;", (string?)secret["ConnectionStrings__yelbdatabase"], StringComparison.Ordinal);
        var cache = Stacks.Managed.Of("yelb-redis", "AWS::ElastiCache::ReplicationGroup");
        Assert.StartsWith($"${{{cache.Id}.PrimaryEndPoint.Address}}:6379,", (string?)secret["ConnectionStrings__yelb-redis"], StringComparison.Ordinal);
        Assert.Equal(Stacks.Yelb.Secrets("yelb-appserver").Keys.Order(), Stacks.Managed.Secrets("yelb-appserver").Keys.Order());
    }

    [Fact]
    public void Only_their_clients_reach_them_and_wait_for_them()
    {
        Assert.Equal(
            [("The load balancer of yelb", "yelb-ui", 8080), ("yelb-appserver", "yelb-db", 5432), ("yelb-appserver", "yelb-redis", 6379), ("yelb-ui", "yelb-appserver", 4567)],
            Stacks.Managed.Openings().Order());
        Assert.Contains(Stacks.Managed.Of("yelb-db", "AWS::RDS::DBInstance").Id, Stacks.Managed.Service("yelb-appserver").DependsOn);
        Assert.Contains(Stacks.Managed.Of("yelb-redis", "AWS::ElastiCache::ReplicationGroup").Id, Stacks.Managed.Service("yelb-appserver").DependsOn);
        Assert.Equal(["yelb-appserver", "yelb-ui"], Stacks.Managed.All("AWS::ECS::Service").Select(s => s.AspireResource).Order());
    }

    [Fact]
    public void Data_that_is_not_to_be_kept_goes_with_the_stack()
    {
        var database = Assert.Single(Stacks.Isolated.All("AWS::RDS::DBInstance"));
        Assert.Equal("Delete", database.DeletionPolicy);
        Assert.Equal("Delete", Assert.Single(Stacks.Isolated.All("AWS::ElastiCache::ReplicationGroup")).DeletionPolicy);
    }
}
