using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A web ACL protects what it is associated with.</summary>
internal static class WebAclRules
{
    [TemplateRule("a web ACL of CloudFront's that is associated with a load balancer, or one with a network load balancer", "AWS WAF API Reference, CreateWebACL: Scope; AssociateWebACL: ResourceArn")]
    public const string Unfit = "unfit-web-acl";

    /// <summary>CLOUDFRONT is for distributions, which name the ACL themselves; of load balancers there are application ones only.</summary>
    public static IEnumerable<TemplateViolation> AssociationsFit(EcsTopology topology) =>
        from association in topology.Template.OfType("AWS::WAFv2::WebACLAssociation")
        let acl = topology.Template.Find(association["WebACLArn"].Target, "AWS::WAFv2::WebACL")
        let balancer = topology.Template.Find(association["ResourceArn"].Target, "AWS::ElasticLoadBalancingV2::LoadBalancer")
        let fault = acl?["Scope"].Text == "CLOUDFRONT" ? $"associates web ACL {acl.LogicalId}, whose Scope is CLOUDFRONT, with what is no distribution; write REGIONAL"
            : balancer?["Type"].Text is "network" or "gateway" ? $"associates a web ACL with load balancer {balancer.LogicalId}, which is no application load balancer; leave it out"
            : null
        where fault is not null
        select topology.Violation(Unfit, association, $"{association.LogicalId} {fault}.");
}
