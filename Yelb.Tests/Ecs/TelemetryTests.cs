using Aspire.Hosting;
using EcsServiceConnect.Templates;

namespace Yelb.Tests.Ecs;

/// <summary>Yelb with the lines about telemetry that its AppHost leaves out.</summary>
public sealed class TelemetryTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Nothing_in_its_template_contradicts_itself(bool hasDashboard, bool hasCollector)
    {
        var yelb = await ObservedYelb.PublishAsync(environment =>
        {
            _ = hasDashboard ? environment.WithDashboard() : environment;
            _ = hasCollector ? environment.WithCloudWatchTelemetry() : environment;
        });

        Assert.Equal(hasDashboard ? ["no-health-check yelb-dashboard"] : [], TemplateChecks.Check(yelb.Template).Select(v => $"{v.Rule} {v.Resource}"));
        Assert.Equal(
            new[] { hasDashboard ? "mcr.microsoft.com/dotnet/aspire-dashboard" : "", hasCollector ? "public.ecr.aws/aws-observability/aws-otel-collector" : "" }.Where(i => i.Length > 0),
            yelb.Images.Keys.Select(image => image[..image.LastIndexOf(':')]).Order());
    }
}
