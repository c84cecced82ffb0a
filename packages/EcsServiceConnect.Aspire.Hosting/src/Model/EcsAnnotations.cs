using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

internal sealed record EcsManagedStoreAnnotation(EcsManagedStore Store) : IResourceAnnotation;

internal sealed record EcsServiceCustomization(Action<Amazon.CDK.Stack, EcsServiceConstructs> Customize) : IResourceAnnotation;

/// <summary>That a container has a page that only a token opens.</summary>
internal sealed record EcsTokenPageAnnotation(EcsTokenPage Page) : IResourceAnnotation;

/// <summary>That a container writes telemetry to CloudWatch and X-Ray.</summary>
internal sealed record EcsCloudWatchExportAnnotation : IResourceAnnotation;

/// <summary>That a rule's finding is accepted for a resource.</summary>
internal sealed record EcsAcceptedRule(string Rule, string Reason) : IResourceAnnotation;
