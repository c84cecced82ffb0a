using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Network;

/// <summary>Where the tasks of a service are, as far as the template makes it.</summary>
internal sealed class ServiceNetwork(ServiceDefinition service, EcsTopology topology)
{
    private readonly TemplateValue _configuration = service.Resource["NetworkConfiguration"]["AwsvpcConfiguration"];

    /// <summary>Those of its subnets that are in the template.</summary>
    public IReadOnlyList<TemplateResource> Subnets =>
        [.. _configuration["Subnets"].Items.Select(s => topology.Template.Find(s.Target, "AWS::EC2::Subnet")).OfType<TemplateResource>().DistinctBy(s => s.LogicalId)];

    /// <summary>Whether its tasks certainly have no public address (Amazon ECS API Reference, "AwsVpcConfiguration": the default is DISABLED).</summary>
    public bool HasNoAddresses => _configuration["AssignPublicIp"].Text is null or "DISABLED";

    public IEnumerable<TemplateResource> Vpcs => Subnets.Select(VpcOf).OfType<TemplateResource>().DistinctBy(v => v.LogicalId);

    public TemplateResource? VpcOf(TemplateResource subnet) => topology.Template.Find(subnet["VpcId"].Target, "AWS::EC2::VPC");
}
