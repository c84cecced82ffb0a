using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>How deployments of a service replace its tasks, and by what steps they shift requests.</summary>
/// <remarks>Amazon ECS API Reference, "DeploymentConfiguration", "LinearConfiguration" and "CanaryConfiguration", with their defaults.</remarks>
internal sealed record DeploymentStrategy(ServiceDefinition Service)
{
    public const string Rolling = "ROLLING";
    public const string Linear = "LINEAR";
    public const string Canary = "CANARY";

    public TemplateValue Configuration => Service.Resource["DeploymentConfiguration"];

    /// <summary>Its name; null where only AWS knows it.</summary>
    public string? Name => Configuration.IsUnknown || Configuration["Strategy"].IsUnknown ? null : Configuration["Strategy"].Text ?? Rolling;

    /// <summary>Whether both versions run beside each other and requests are shifted between them.</summary>
    public bool ShiftsRequests => Name is "BLUE_GREEN" or Linear or Canary;

    /// <summary>Whether they are shifted in steps.</summary>
    public bool HasSteps => Name is Linear or Canary;

    /// <summary>How many minutes CloudFormation reckons at the least; null where the template does not say it.</summary>
    public decimal? Minutes
    {
        get
        {
            var linear = Configuration["LinearConfiguration"];
            var bake = Of(Configuration["BakeTimeInMinutes"], 0);
            return Name switch
            {
                Canary => bake + Of(Configuration["CanaryConfiguration"]["CanaryBakeTimeInMinutes"], 10),
                Linear => bake + (Of(linear["StepBakeTimeInMinutes"], 6) * Steps(Of(linear["StepPercent"], 10))),
                _ => null,
            };
        }
    }

    // No step lasts that reaches all requests (AWS CloudFormation Template Reference, "AWS::ECS::Service LinearConfiguration").
    private static decimal? Steps(decimal? percent) => percent >= 0.1m ? Math.Ceiling(100 / percent.Value) - 1 : null;

    // What is out of all bounds is told of by its form.
    private static decimal? Of(TemplateValue value, decimal otherwise) =>
        !value.IsPresent ? otherwise : decimal.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 100_000 ? number : null;
}
