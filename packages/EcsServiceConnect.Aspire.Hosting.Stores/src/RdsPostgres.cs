using System.Text.RegularExpressions;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.RDS;
using Aspire.Hosting;
using Constructs;
using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>PostgreSQL on Amazon RDS.</summary>
/// <param name="databases">The databases to make, once the AppHost has all of them.</param>
/// <param name="options">How it runs.</param>
internal sealed partial class RdsPostgres(Func<IReadOnlyList<PostgresDatabase>> databases, EcsRdsOptions? options = null) : EcsManagedStore
{
    private readonly EcsRdsOptions _options = options ?? new();

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
        foreach (var error in RdsRules.Errors(service.Name, _options))
        {
            yield return error;
        }

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
        var version = _options.EngineVersion ?? MajorVersion(service);
        var user = service.Variables.FirstOrDefault(v => v.Name == User)?.Value.Parts switch
        {
            [EcsText { Text: var text }] => text,
            [EcsParameterPart { Parameter: var parameter }] => parameters.Text(parameter),
            _ => "postgres",
        };
        var instance = new DatabaseInstance(scope, "Database", new DatabaseInstanceProps
        {
            Engine = DatabaseInstanceEngine.Postgres(new PostgresInstanceEngineProps { Version = PostgresEngineVersion.Of(version, version.Split('.')[0]) }),

            // The version is what the AppHost says; without this RDS refuses another major one (Amazon RDS API Reference, "ModifyDBInstance": EngineVersion).
            AllowMajorVersionUpgrade = true,
            InstanceType = new Amazon.CDK.AWS.EC2.InstanceType(_options.InstanceClass["db.".Length..]),
            Vpc = vpc,
            VpcSubnets = Network.PrivateSubnets,
            SecurityGroups = [group],
            Port = service.Ports[0].AliasPort,
            PubliclyAccessible = false,
            Credentials = Credentials.FromPassword(user, ManagedStorePassword.Of(service, Password, parameters)),
            DatabaseName = databases() is [var database, ..] ? database.Name : null,
            AllocatedStorage = _options.AllocatedStorage,
            MaxAllocatedStorage = _options.MaxAllocatedStorage,
            StorageType = _options.Storage switch
            {
                EcsRdsStorage.Gp2 => StorageType.GP2,
                EcsRdsStorage.Io1 => StorageType.IO1,
                EcsRdsStorage.Io2 => StorageType.IO2,
                _ => StorageType.GP3,
            },
            Iops = _options.Iops,
            StorageEncrypted = true,
            CopyTagsToSnapshot = true,
            BackupRetention = Duration.Days(_options.BackupRetentionDays),
            MultiAz = _options.MultiAz ? true : null,

            // Its last snapshot keeps the data; protection against deletion makes the stack's own fail.
            DeletionProtection = _options.DeletionProtection ? true : null,
            RemovalPolicy = environment.KeepData ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
        });
        return new(instance.DbInstanceEndpointAddress, (CfnResource)instance.Node.DefaultChild!);
    }

    // Amazon RDS User Guide, "Amazon CloudWatch metrics for Amazon RDS".
    public override IEnumerable<EcsAlarm> Alarms(EcsService service, EcsEnvironmentResource environment)
    {
        const int percent = 90;
        const double gibibyte = 1L << 30;

        // It grows at a tenth by itself.
        var growsItself = _options.MaxAllocatedStorage is not null;
        var share = growsItself ? 5 : 10;
        yield return new(service.Name, "cpu", [Metric("CPUUtilization", "Average", service)], percent,
            $"The database {service.Name} has used more than {percent} % of its CPU for a quarter of an hour, or sends no metrics, as it does not run. Look at its state and events in RDS; then at its slowest queries, or take a larger InstanceClass in PublishAsRds.")
        {
            Period = 300,
            Periods = 3,

            // It writes one each minute for as long as it runs.
            MissingData = EcsMissingData.Breaching,
        };
        yield return new(service.Name, "storage", [Metric("FreeStorageSpace", "Minimum", service)], Math.Round(_options.AllocatedStorage * gibibyte * share / 100),
            $"The database {service.Name} has less than {share} % of its {_options.AllocatedStorage} GiB free, and stops where it has none. Raise {(growsItself ? "Max" : "")}AllocatedStorage{(growsItself ? "" : ", or set MaxAllocatedStorage,")} in PublishAsRds.")
        {
            IsBelow = true,
            Period = 300,
            Periods = 1,
            WrongOnes = 1,
        };
    }

    private static EcsMetric Metric(string name, string statistic, EcsService service) =>
        new("AWS/RDS", name, statistic, new EcsDimension("DBInstanceIdentifier", EcsDimensionValue.ManagedStore, service));

    // RDS takes a major version for its newest minor one.
    private static string MajorVersion(EcsService service) =>
        service.Image is EcsRegistryImage { Reference: var reference }
        && !reference.Contains('@', StringComparison.Ordinal)
        && reference.LastIndexOf(':') is > 0 and var colon
        && string.Concat(reference[(colon + 1)..].TakeWhile(char.IsAsciiDigit)) is { Length: > 0 } version
            ? version
            : throw new DistributedApplicationException($"Resource '{service.Name}' becomes an RDS instance, and its image has no tag that says which version of PostgreSQL: set one by WithImageTag, or the EngineVersion of PublishAsRds.");

    // Amazon RDS API Reference, "CreateDBInstance": DBName, for PostgreSQL.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,62}$")]
    private static partial Regex DatabaseName();

    [GeneratedRegex("[^A-Za-z0-9_]")]
    private static partial Regex UnderscoreFor();
}
