using System.Text.Json.Nodes;
using EcsServiceConnect.Templates;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>What the stack writer makes has no fault, whatever the application and the environment are like.</summary>
public sealed class StackCheckTests
{
    [Theory]
    [InlineData(nameof(Stacks.Yelb))]
    [InlineData(nameof(Stacks.Managed))]
    [InlineData(nameof(Stacks.Scaled))]
    [InlineData(nameof(Stacks.Domain))]
    [InlineData(nameof(Stacks.Isolated))]
    [InlineData(nameof(Stacks.Second))]
    [InlineData(nameof(Stacks.BlueGreen))]
    [InlineData(nameof(Stacks.Canary))]
    [InlineData(nameof(Stacks.Linear))]
    public void A_synthesised_stack_has_no_fault(string name)
    {
        var template = name switch
        {
            nameof(Stacks.Yelb) => Stacks.Yelb,
            nameof(Stacks.Managed) => Stacks.Managed,
            nameof(Stacks.Scaled) => Stacks.Scaled,
            nameof(Stacks.Domain) => Stacks.Domain,
            nameof(Stacks.Isolated) => Stacks.Isolated,
            nameof(Stacks.BlueGreen) => Stacks.BlueGreen,
            nameof(Stacks.Canary) => Stacks.Canary,
            nameof(Stacks.Linear) => Stacks.Linear,
            _ => Stacks.Second,
        };

        // What is advised of data that an AppHost lets go, and of idle timeouts for streams, is for people to weigh.
        Assert.Empty(TemplateChecks.Check(JsonNode.Parse(template.Text)!.AsObject()).Where(f => !f.IsAdvice).Select(f => f.ToString()));
    }
}
