using System.Text.Json.Nodes;
using CsCheck;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>Nothing that holds the services together can be left out of Yelb's template.</summary>
public sealed class RemovalTests
{
    [Fact]
    public void Without_any_one_of_its_security_group_rules_aliases_and_dependencies_it_has_a_fault()
    {
        var whole = new YelbTemplate(EcsTemplates.Yelb());
        var count = Removals(whole).Count;
        Assert.True(count >= 15, $"Only {count} things to remove were found.");
        for (var i = 0; i < count; i++)
        {
            var template = new YelbTemplate(EcsTemplates.Yelb());
            var (what, remove) = Removals(template)[i];
            remove();
            Assert.True(TemplateChecks.Check(template.Root).Count > 0, $"Not missed: {what}.");
        }
    }

    [Fact]
    public void Without_any_set_of_them_it_has_a_fault()
    {
        var count = Removals(new YelbTemplate(EcsTemplates.Yelb())).Count;

        // Whatever else is left out must not hide it.
        Gen.Bool.Array[count].Where(chosen => chosen.Contains(true)).Sample(
            chosen =>
            {
                var template = new YelbTemplate(EcsTemplates.Yelb());
                var removals = Removals(template);
                foreach (var (_, remove) in removals.Where((_, i) => chosen[i]))
                {
                    remove();
                }

                return TemplateChecks.Check(template.Root).Count > 0;
            },
            iter: 200);
    }

    // Aliases that nobody dials may go; and a group's only rule for what it lets out, as with none it lets out everything.
    private static List<(string What, Action Remove)> Removals(YelbTemplate template)
    {
        var text = template.Root.ToJsonString();
        var services = template.Services.ToList();
        var ordered = services.Select(s => s.Id)
            .Concat(template.OfType("AWS::ElasticLoadBalancingV2::Listener").Select(l => l.Id))
            .Concat(template.OfType("AWS::EFS::MountTarget").Select(l => l.Id))
            .ToHashSet();
        return
        [
            .. from rule in template.OfType("AWS::EC2::SecurityGroupIngress")
                   .Concat(template.OfType("AWS::EC2::SecurityGroupEgress").Where(r => template.Target(r.Resource["Properties"]!["GroupId"]!)["Properties"]!["SecurityGroupEgress"] is JsonArray { Count: > 0 }))
                   .ToList()
               select ($"rule {rule.Id}", (Action)(() => template.Resources.Remove(rule.Id))),
            .. from groupOf in template.OfType("AWS::EC2::SecurityGroup").ToList()
               let rules = groupOf.Resource["Properties"]!["SecurityGroupIngress"] as JsonArray
               where rules is not null
               from rule in rules
               select ($"ingress {rule!.ToJsonString()} of {groupOf.Id}", (Action)(() => rules.Remove(rule))),
            .. from service in services
               where service.Endpoint is not null
               let alias = $"{service.Alias["DnsName"]}:{service.Alias["Port"]}"
               where text.Contains(alias, StringComparison.Ordinal) || text.Contains($"Host={service.Alias["DnsName"]};", StringComparison.Ordinal)
               select ($"alias {alias}", (Action)(() => service.Endpoint!.Remove("ClientAliases"))),
            .. from service in services
               let dependencies = service.Resource["DependsOn"] as JsonArray
               where dependencies is not null
               from dependency in dependencies
               where ordered.Contains(dependency!.ToString())
               select ($"dependency of {service.Id} on {dependency}", (Action)(() => dependencies.Remove(dependency))),
        ];
    }
}
