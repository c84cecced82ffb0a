using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Network;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A VPC endpoint is of a type that its service has.</summary>
internal static class EndpointTypeRules
{
    [TemplateRule("a VPC endpoint of another type than its service has, or with the properties of another type", "AWS PrivateLink Guide, Gateway endpoints; Amazon EC2 API Reference, CreateVpcEndpoint: VpcEndpointType (default: Gateway)")]
    public const string OtherType = "endpoint-of-other-type";

    private static readonly string[] _gateways = [".s3", ".dynamodb", ".s3express"];

    /// <summary>Gateway endpoints, which one is without a VpcEndpointType, are of S3 and DynamoDB, and are taken by routes.</summary>
    public static IEnumerable<TemplateViolation> TypesFit(EcsTopology topology) =>
        from endpoint in topology.Template.OfType("AWS::EC2::VPCEndpoint")
        let type = endpoint["VpcEndpointType"].Text
        let service = endpoint["ServiceName"].Text
        let fault = type is null or "Gateway" && !endpoint["VpcEndpointType"].IsUnknown && service is not null && !service.EndsWith(Placeholder.Close) && !_gateways.Any(g => service.EndsWith(g, StringComparison.Ordinal))
                ? $"is a gateway, as {(type is null ? "without a VpcEndpointType" : "its VpcEndpointType says")}, and {service} has none; write Interface"
            : VpcEndpoints.IsInterface(endpoint) && endpoint["RouteTableIds"].Items.Count > 0 ? "is an interface and has RouteTableIds, which gateways have; leave them out, and give it SubnetIds"
            : null
        where fault is not null
        select topology.Violation(OtherType, endpoint, $"VPC endpoint {endpoint.LogicalId} {fault}.");
}
