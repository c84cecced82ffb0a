using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What CloudFormation refuses of the values of parameters, and what the map declares.</summary>
public sealed class PlanParameterTests
{
    [Theory]
    [InlineData("\"AllowedPattern\": \"[a-z]+\"", "abc", "abC", "does not match its AllowedPattern [a-z]+")]
    [InlineData("\"AllowedPattern\": \"a|b\"", "b", "bb", "does not match its AllowedPattern a|b")]
    [InlineData("\"AllowedValues\": [\"eu\", \"us\"]", "us", "uk", "is none of its AllowedValues eu, us")]
    [InlineData("\"MinLength\": 3", "abc", "ab", "is shorter than its MinLength 3")]
    [InlineData("\"MaxLength\": \"3\"", "abc", "abcd", "is longer than its MaxLength 3")]
    [InlineData("\"Type\": \"Number\", \"MinValue\": 1.5", "1.5", "1", "is less than its MinValue 1.5")]
    [InlineData("\"Type\": \"Number\", \"MaxValue\": 9", "9", "10", "is more than its MaxValue 9")]
    [InlineData("\"Type\": \"Number\"", "-1", "one", "is no number")]
    [InlineData("\"Type\": \"Number\", \"AllowedValues\": [256, 512]", "512.0", "300", "is none of its AllowedValues 256, 512")]
    [InlineData("\"Type\": \"CommaDelimitedList\", \"AllowedPattern\": \"[a-z]+\"", "a, b", "a,B", "does not match its AllowedPattern [a-z]+")]
    public async Task A_value_keeps_to_what_the_template_allows(string limit, string good, string bad, string fault)
    {
        var type = limit.Contains("Type", StringComparison.Ordinal) ? "" : "\"Type\": \"String\", ";
        var template = PlanTemplates.WithContainer(sections: $$""" "Parameters": { "Given": { {{type}}{{limit}}, "ConstraintDescription": "as the team agreed" } } """);
        await PlanTemplates.ReadAsync(template, ("Given", good));
        Assert.Equal(
            $"parameter Given: its value {fault} (as the team agreed), so CloudFormation refuses it; give another one in \"parameters\" of the map.",
            await PlanTemplates.ProblemsAsync(template, ("Given", bad)));
    }

    [Theory]
    [InlineData("\"Type\": \"AWS::SSM::Parameter::Value<String>\", \"AllowedPattern\": \"[a-z]+\"")]
    [InlineData("\"Type\": \"String\", \"AllowedPattern\": \"[a-z&&[^x]]++\"")]
    public async Task What_can_not_be_known_here_is_no_fault(string parameter) =>
        await PlanTemplates.ReadAsync(PlanTemplates.WithContainer(sections: $$""" "Parameters": { "Given": { {{parameter}} } } """), ("Given", "/A"));

    [Fact]
    public async Task A_reference_of_the_map_is_one_like_those_of_variables()
    {
        var template = PlanTemplates.WithContainer(
            "\"PortMappings\": [{ \"Name\": \"api\", \"ContainerPort\": 8080 }]",
            service: """ "ServiceConnectConfiguration": { "Enabled": true, "Namespace": "shop", "Services": [{ "PortName": "api", "ClientAliases": [{ "DnsName": "api", "Port": 80 }] }] } """);
        var plan = await PlanTemplates.ReadAsync(template);
        Assert.Empty(Checking.ReferencedAddress.In(plan));

        var reference = Assert.Single(Checking.ReferencedAddress.In(plan.With(Of("web", "api:80", "API:80"))));
        Assert.Equal(("web", "api:80", "web"), (reference.Client.Name, reference.ToString(), reference.Server!.Name));
        Assert.Null(Assert.Single(Checking.ReferencedAddress.In(plan.With(Of("web", "nobody:80")))).Server);
        Assert.Equal("\"references\" of the map: there is no service wep; there are web.", Assert.Throws<RehearsalException>(() => plan.With(Of("wep", "api:80"))).Message);
        Assert.Equal("\"references\" of the map: 'api' of web is no host:port, such as db:5432.", Assert.Throws<RehearsalException>(() => plan.With(Of("web", "api"))).Message);
    }

    private static Dictionary<string, IReadOnlyList<string>> Of(string service, params string[] addresses) => new() { [service] = addresses };
}
