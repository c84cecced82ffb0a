using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Contract;
using Google.Protobuf.WellKnownTypes;
using HealthStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;
using Resource = Aspire.Hosting.Dashboard.Contract.Resource;

namespace Aspire.Hosting.Dashboard;

/// <summary>A resource as the dashboard is told of it.</summary>
internal static class ResourceMessage
{
    // The dashboard sorts by it and shows nothing of a resource that lacks it.
    private static readonly DateTime _createdByDefault = DateTime.UtcNow;

    public static Resource From(ResourceEvent update)
    {
        var snapshot = update.Snapshot;
        var resource = new Resource
        {
            Name = update.ResourceId,
            Uid = update.ResourceId,
            DisplayName = update.Resource.Name,
            ResourceType = snapshot.ResourceType,
            State = snapshot.State?.Text ?? "",
            StateStyle = snapshot.State?.Style ?? "",
            CreatedAt = Time(snapshot.CreationTimeStamp ?? _createdByDefault),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
        };

        resource.Environment.Add(snapshot.EnvironmentVariables.Select(variable =>
            new EnvironmentVariable { Name = variable.Name, Value = variable.Value ?? "", IsFromSpec = variable.IsFromSpec }));
        resource.Urls.Add(snapshot.Urls.Select(Message));
        resource.Relationships.Add(snapshot.Relationships.Select(relationship =>
            new ResourceRelationship { ResourceName = relationship.ResourceName, Type = relationship.Type }));
        resource.HealthReports.Add(snapshot.HealthReports.Select(Message));
        resource.Commands.Add(snapshot.Commands.Select(Message));
        resource.Properties.Add(OwnProperties(update));
        resource.Properties.Add(snapshot.Properties.Select(Message));
        return resource;
    }

    /// <summary>What Aspire says of every resource; the page takes the exit code and the parent from here, its details panel the rest.</summary>
    private static IEnumerable<ResourceProperty> OwnProperties(ResourceEvent update)
    {
        var snapshot = update.Snapshot;
        (string Name, string? Value)[] properties =
        [
            ("resource.uid", update.ResourceId),
            ("resource.name", update.ResourceId),
            ("resource.type", snapshot.ResourceType),
            ("resource.displayName", update.Resource.Name),
            ("resource.state", snapshot.State?.Text),
            ("resource.exitCode", snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture)),
            ("resource.createTime", (snapshot.CreationTimeStamp ?? _createdByDefault).ToString("O", CultureInfo.InvariantCulture)),
            ("resource.startTime", snapshot.StartTimeStamp?.ToString("O", CultureInfo.InvariantCulture)),
            ("resource.stopTime", snapshot.StopTimeStamp?.ToString("O", CultureInfo.InvariantCulture)),
            ("resource.healthState", snapshot.HealthStatus?.ToString()),
            ("resource.parentName", (update.Resource as IResourceWithParent)?.Parent.Name),
        ];
        return properties.Select(property => new ResourceProperty { Name = property.Name, Value = Value(property.Value) });
    }

    private static ResourceProperty Message(ResourcePropertySnapshot property)
    {
        var message = new ResourceProperty { Name = property.Name, Value = Value(property.Value), IsSensitive = property.IsSensitive };
        if (ResourcePropertyLabel.Find(property.Name) is { } label)
        {
            message.DisplayName = label.DisplayName;
            message.SortOrder = label.SortOrder;
            message.IsHighlighted = true;
        }

        return message;
    }

    private static Url Message(UrlSnapshot url) => new()
    {
        EndpointName = url.Name ?? "",
        FullUrl = url.Url,
        IsInternal = url.IsInternal,

        // Left out, the page never gets past 'Loading'.
        DisplayProperties = new UrlDisplayProperties
        {
            DisplayName = url.DisplayProperties.DisplayName,
            SortOrder = url.DisplayProperties.SortOrder,
        },
    };

    private static HealthReport Message(HealthReportSnapshot report)
    {
        var message = new HealthReport
        {
            Key = report.Name,
            Description = report.Description ?? "",
            Exception = report.ExceptionText ?? "",
        };

        // A check that has not reported yet has no status; the page counts it as unhealthy.
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                HealthStatus.Healthy => Contract.HealthStatus.Healthy,
                HealthStatus.Degraded => Contract.HealthStatus.Degraded,
                _ => Contract.HealthStatus.Unhealthy,
            };
        }

        return message;
    }

    private static ResourceCommand Message(ResourceCommandSnapshot command) => new()
    {
        Name = command.Name,
        DisplayName = command.DisplayName,
        DisplayDescription = command.DisplayDescription ?? "",
        ConfirmationMessage = command.ConfirmationMessage ?? "",
        IconName = command.IconName ?? "",
        IconVariant = command.IconVariant is ApplicationModel.IconVariant.Filled ? Contract.IconVariant.Filled : Contract.IconVariant.Regular,
        IsHighlighted = command.IsHighlighted,
        State = command.State switch
        {
            ApplicationModel.ResourceCommandState.Enabled => Contract.ResourceCommandState.Enabled,
            ApplicationModel.ResourceCommandState.Disabled => Contract.ResourceCommandState.Disabled,
            _ => Contract.ResourceCommandState.Hidden,
        },
    };

    private static Value Value(object? value) => value switch
    {
        null => Google.Protobuf.WellKnownTypes.Value.ForNull(),
        string text => Google.Protobuf.WellKnownTypes.Value.ForString(text),
        int number => Google.Protobuf.WellKnownTypes.Value.ForNumber(number),
        IEnumerable<string> list => Google.Protobuf.WellKnownTypes.Value.ForList([.. list.Select(Google.Protobuf.WellKnownTypes.Value.ForString)]),
        _ => Google.Protobuf.WellKnownTypes.Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static Timestamp? Time(DateTime? time) => time is { } t ? Timestamp.FromDateTime(t.ToUniversalTime()) : null;
}
