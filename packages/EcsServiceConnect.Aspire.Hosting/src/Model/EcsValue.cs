namespace EcsServiceConnect.Hosting.Model;

/// <summary>The value of a variable or an argument: text with parts in it that are known only in AWS.</summary>
internal sealed record EcsValue(IReadOnlyList<EcsValuePart> Parts)
{
    /// <summary>A secret anywhere in a value makes the whole value secret.</summary>
    public bool IsSecret => Parts.OfType<EcsParameterPart>().Any(p => p.Parameter.IsSecret);

    public static EcsValue Of(string text) => new([new EcsText(text)]);
}

internal abstract record EcsValuePart;

internal sealed record EcsText(string Text) : EcsValuePart;

internal sealed record EcsParameterPart(EcsParameter Parameter) : EcsValuePart;

/// <summary>The host of a service: its alias, the address of the managed store in its place, or for a standalone task that of its load balancer.</summary>
internal sealed record EcsHostPart(EcsService Service) : EcsValuePart;

/// <summary>The host at which people reach a service: its load balancer's, or the environment's domain.</summary>
internal sealed record EcsPublicHostPart(EcsService Service) : EcsValuePart;

/// <summary>A parameter of the AppHost.</summary>
/// <param name="Name">Its name in the AppHost.</param>
/// <param name="IsSecret">Whether it is kept in Secrets Manager.</param>
/// <param name="IsGenerated">Whether Secrets Manager makes it up; otherwise the person who deploys gives it.</param>
internal sealed record EcsParameter(string Name, bool IsSecret, bool IsGenerated);
