namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>The header by which a request over Service Connect asks for the new revision while it is deployed.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Service Connect resources for Amazon ECS blue/green, linear, and canary deployments" (the
/// default's name); API Reference, "ServiceConnectTestTrafficHeaderRules". That any value will do where none is given is inferred.
/// </remarks>
/// <param name="Header">Its name.</param>
/// <param name="Exact">Its value; null for any.</param>
internal sealed record TestTrafficRule(string Header, string? Exact)
{
    public static TestTrafficRule Default { get; } = new("x-amzn-ecs-blue-green-test", null);

    /// <param name="value">The request's value of that header; null where it has none.</param>
    public bool Fits(string? value) => value is not null && (Exact is null || value == Exact);
}
