using System.Globalization;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads how a service is deployed.</summary>
/// <remarks>Amazon ECS API Reference, "DeploymentConfiguration", "CanaryConfiguration" (5 per cent, 10 min), "LinearConfiguration" (10 per cent, 6 min) and "DeploymentAlarms".</remarks>
internal sealed class DeploymentReader(StackValues values, AlarmReader alarms, Problems problems, NotRehearsed notRehearsed)
{
    public DeploymentPlan Read(ServiceDefinition service, string name)
    {
        var configuration = service.Resource["DeploymentConfiguration"];
        var strategy = values.Text(configuration["Strategy"], $"{name}, Strategy") ?? "ROLLING";
        var watched = configuration["Alarms"];
        return new(
            strategy,
            ShiftOf(strategy, configuration, name),
            watched["Enable"].IsTrue ? alarms.Read(watched["AlarmNames"], name) : [],
            watched["Rollback"].IsTrue);
    }

    private TrafficSchedule? ShiftOf(string strategy, TemplateValue configuration, string name)
    {
        var (canary, linear) = (configuration["CanaryConfiguration"], configuration["LinearConfiguration"]);
        switch (strategy)
        {
            case "ROLLING":
                return null;
            case "BLUE_GREEN":
                return TrafficSchedule.AllAtOnce(BakeTime());
            case "CANARY":
                return TrafficSchedule.Canary(Percent(canary["CanaryPercent"], 5, 0.1m), Minutes(canary["CanaryBakeTimeInMinutes"], 10), BakeTime());
            case "LINEAR":
                return TrafficSchedule.Linear(Percent(linear["StepPercent"], 10, 3), Minutes(linear["StepBakeTimeInMinutes"], 6), BakeTime());
            default:
                problems.Add($"{name}: Strategy '{strategy}' is none of ROLLING, BLUE_GREEN, CANARY and LINEAR; take one of them.");
                return null;
        }

        TimeSpan BakeTime()
        {
            if (!configuration["BakeTimeInMinutes"].IsPresent)
            {
                notRehearsed.Add($"{name}: {strategy} without BakeTimeInMinutes; it is taken for 0");
            }

            return Minutes(configuration["BakeTimeInMinutes"], 0);
        }

        TimeSpan Minutes(TemplateValue value, int otherwise)
        {
            var minutes = values.Number(value, $"{name}, bake time") ?? otherwise;
            if (minutes is < 0 or > 1440)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: a bake time of {minutes} minutes, and ECS takes 0 to 1440; change it."));
            }

            return TimeSpan.FromMinutes(minutes);
        }

        decimal Percent(TemplateValue value, decimal otherwise, decimal least)
        {
            var text = values.Text(value, $"{name}, {strategy}");
            var percent = otherwise;
            if (text is not null && (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percent) || percent < least || percent > 100))
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {strategy} with {text} per cent, and ECS takes {least} to 100; change it."));
                return otherwise;
            }

            return percent;
        }
    }
}
