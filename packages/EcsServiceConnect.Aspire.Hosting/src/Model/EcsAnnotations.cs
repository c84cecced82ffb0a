using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

internal sealed record EcsManagedStoreAnnotation(EcsManagedStore Store) : IResourceAnnotation;

internal sealed record EcsServiceCustomization(Action<Amazon.CDK.Stack, EcsServiceConstructs> Customize) : IResourceAnnotation;
