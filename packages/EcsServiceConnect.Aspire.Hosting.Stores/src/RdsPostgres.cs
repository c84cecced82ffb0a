using System.Text.RegularExpressions;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.RDS;
using Aspire.Hosting;
using Constructs;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>PostgreSQL on Amazon RDS.</summary>
/// <param name="databases">The databases to make, once the AppHost has all of them.</param>
internal sealed partial class RdsPostgres(Func<IReadOnlyList<PostgresDatabase>> databases) : EcsManagedStore
{
    private const string User = "POSTGRES_USER";
    private const string Password = "POSTGRES_PASSWORD";

    // Amazon RDS API Reference, "CreateDBInstance": MasterUsername and MasterUserPassword.
    private static readonly ParameterConstraint _user = new("[A-Za-z][A-Za-z0-9_]{0,62}", "must be a letter and up to 62 letters, digits and underscores, as RDS takes no others");
    private static readonly ParameterConstraint _password = new("[!#-.0-?A-~]{8,128}", "must be 8 to 128 characters of ASCII with no blank, slash, double quote or @, as RDS takes no others");

    public override string Name => "RDS";

    public override ParameterConstraint? ConstraintOf(string variable) => variable switch
    {
        User => _user,
        Password => _password,
        _ => null,
    };

    public override IEnumerable<string> Errors(EcsService service)
    {
        var all = databases();
        if (all.Count > 1)
        {
            yield return $"'{service.Name}' has {all.Count} databases, and RDS makes one; let it run as a container, or use one server for each.";
        }

        foreach (var database in all.Where(d => !DatabaseName().IsMatch(d.Name)))
        {
            yield return $"The database '{database.Name}' of '{service.Name}' has a name that RDS does not take: a letter, and up to 62 letters, digits and underscores. Name it by .AddDatabase(\"{database.Name}\", \"{UnderscoreFor().Replace(database.Name, "_")}\").";
        }

        foreach (var database in all.Where(d => d.CreationScript is not null))
        {
            yield return $"The database '{database.Name}' of '{service.Name}' has a creation script, which RDS does not run; leave WithCreationScript out, or let '{service.Name}' run as a container.";
        }
    }

    public override ManagedStore AddTo(
        Construct scope, EcsService service, EcsEnvironmentResource environment, IVpc vpc, SecurityGroup group, ParameterSet parameters)
    {
        var version = MajorVersion(service);
        var user = service.Variables.FirstOrDefault(v => v.Name == User)?.Value.Parts switch
        {
            [EcsText { Text: var text }] => text,
            [EcsParameterPart { Parameter: var parameter }] => parameters.Text(parameter),
            _ => "postgres",
        };
        var instance = new DatabaseInstance(scope, "Database", new DatabaseInstanceProps
        {
            Engine = DatabaseInstanceEngine.Postgres(new PostgresInstanceEngineProps { Version = PostgresEngineVersion.Of(version, version) }),
            InstanceType = Amazon.CDK.AWS.EC2.InstanceType.Of(InstanceClass.T4G, InstanceSize.MICRO),
            Vpc = vpc,
            VpcSubnets = Network.PrivateSubnets,
            SecurityGroups = [group],
            Port = service.Ports[0].AliasPort,
            PubliclyAccessible = false,
            Credentials = Credentials.FromPassword(user, ManagedStorePassword.Of(service, Password, parameters)),
            DatabaseName = databases() is [var database, ..] ? database.Name : null,
            AllocatedStorage = 20,
            StorageType = StorageType.GP3,
            StorageEncrypted = true,
            CopyTagsToSnapshot = true,
            BackupRetention = Duration.Days(7),
            // Its last snapshot keeps the data; protection against deletion would only make the stack's own fail.
            RemovalPolicy = environment.KeepData ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
        });
        return new(instance.DbInstanceEndpointAddress, (CfnResource)instance.Node.DefaultChild!);
    }

    // RDS takes a major version for its newest minor one.
    private static string MajorVersion(EcsService service) =>
        service.Image is EcsRegistryImage { Reference: var reference }
        && !reference.Contains('@', StringComparison.Ordinal)
        && reference.LastIndexOf(':') is > 0 and var colon
        && string.Concat(reference[(colon + 1)..].TakeWhile(char.IsAsciiDigit)) is { Length: > 0 } version
            ? version
            : throw new DistributedApplicationException($"Resource '{service.Name}' becomes an RDS instance, and its image has no tag that says which version of PostgreSQL: set one by WithImageTag.");

    // Amazon RDS API Reference, "CreateDBInstance": DBName, for PostgreSQL.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,62}$")]
    private static partial Regex DatabaseName();

    [GeneratedRegex("[^A-Za-z0-9_]")]
    private static partial Regex UnderscoreFor();
}
