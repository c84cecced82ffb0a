using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

internal sealed record EcsManagedStoreAnnotation(EcsManagedStore Store) : IResourceAnnotation;

internal sealed record EcsServiceCustomization(Action<Amazon.CDK.Stack, EcsServiceConstructs> Customize) : IResourceAnnotation;

/// <summary>That a rule's finding is accepted for a resource.</summary>
internal sealed record EcsAcceptedRule(string Rule, string Reason) : IResourceAnnotation;
