namespace EcsServiceConnect.Templates.Forms;

/// <summary>How many items a list takes.</summary>
/// <param name="Most">The largest number of them.</param>
/// <param name="Items">What they are for people, as `subnets`.</param>
internal sealed record ListForm(int Most, string Items) : ValueForm
{
    public override string Words => $"{Most} {Items} at most";

    // What is no list has a form of its own.
    public override bool Allows(string value) => true;
}

/// <summary>The lists whose length AWS's documents state, and its schemas of resources do not.</summary>
internal static class ListForms
{
    private const string Service = "AWS::ECS::Service";
    private const string Task = "AWS::ECS::TaskDefinition";
    private const string Alarm = "AWS::CloudWatch::Alarm";
    private const string CreateService = "Amazon ECS API Reference, CreateService";
    private const string AwsVpc = "Amazon ECS API Reference, AwsVpcConfiguration";
    private const string PutAlarm = "Amazon CloudWatch API Reference, PutMetricAlarm";

    private static readonly ListForm _providers = new(20, "capacity providers");
    private static readonly ListForm _actions = new(5, "actions");

    public static IReadOnlyList<PropertyForm> All { get; } =
    [
        new(Service, "NetworkConfiguration/AwsvpcConfiguration/Subnets", new ListForm(16, "subnets"), AwsVpc),
        new(Service, "NetworkConfiguration/AwsvpcConfiguration/SecurityGroups", new ListForm(5, "security groups"), AwsVpc),
        new(Service, "CapacityProviderStrategy", _providers, $"{CreateService}: capacityProviderStrategy"),
        new("AWS::ECS::Cluster", "DefaultCapacityProviderStrategy", _providers, "Amazon ECS API Reference, CreateCluster: defaultCapacityProviderStrategy"),
        new("AWS::ECS::ClusterCapacityProviderAssociations", "DefaultCapacityProviderStrategy", _providers, "Amazon ECS API Reference, PutClusterCapacityProviders: defaultCapacityProviderStrategy"),
        new(Service, "LoadBalancers", new ListForm(5, "target groups"), "Amazon ECS Developer Guide, Amazon ECS service quotas: target groups per service"),
        new(Service, "ServiceRegistries", new ListForm(1, "service registries"), $"{CreateService}: serviceRegistries"),
        new(Service, "PlacementConstraints", new ListForm(10, "constraints"), $"{CreateService}: placementConstraints"),
        new(Service, "PlacementStrategies", new ListForm(5, "strategies"), $"{CreateService}: placementStrategy"),
        new(Task, "ContainerDefinitions", new ListForm(10, "containers"), "Amazon ECS Developer Guide, Amazon ECS service quotas: task definition max containers"),
        new(Task, "PlacementConstraints", new ListForm(10, "constraints"), "Amazon ECS API Reference, RegisterTaskDefinition: placementConstraints"),
        new(Task, "ContainerDefinitions[]/EnvironmentFiles", new ListForm(10, "files"), "Amazon ECS Developer Guide, Pass environment variables to an Amazon ECS container"),
        new(Alarm, "AlarmActions", _actions, $"{PutAlarm}: AlarmActions"),
        new(Alarm, "OKActions", _actions, $"{PutAlarm}: OKActions"),
        new(Alarm, "InsufficientDataActions", _actions, $"{PutAlarm}: InsufficientDataActions"),
    ];
}
