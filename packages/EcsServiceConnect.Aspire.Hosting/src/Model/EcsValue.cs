namespace EcsServiceConnect.Hosting.Model;

/// <summary>The value of a variable or an argument: text with parts in it that are known only in AWS.</summary>
internal sealed record EcsValue(IReadOnlyList<EcsValuePart> Parts)
{
    /// <summary>A secret anywhere in a value makes the whole value secret.</summary>
    public bool IsSecret => Parts.OfType<EcsParameterPart>().Any(p => p.Parameter.IsSecret);

    /// <summary>Values of equal parts are equal.</summary>
    public bool Equals(EcsValue? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override int GetHashCode() => Parts.Aggregate(0, HashCode.Combine);

    public static EcsValue Of(string text) => new([new EcsText(text)]);
}

internal abstract record EcsValuePart;

internal sealed record EcsText(string Text) : EcsValuePart;

/// <param name="Parameter">The parameter.</param>
/// <param name="IsInUri">Whether the AppHost asks for it percent-encoded (the format <c>uri</c>).</param>
internal sealed record EcsParameterPart(EcsParameter Parameter, bool IsInUri = false) : EcsValuePart;

/// <summary>The host of a service: its alias, the address of the managed store in its place, or for a standalone task that of its load balancer.</summary>
internal sealed record EcsHostPart(EcsService Service) : EcsValuePart;

/// <summary>The host at which people reach a service: its load balancer's, or the environment's domain.</summary>
internal sealed record EcsPublicHostPart(EcsService Service) : EcsValuePart;
