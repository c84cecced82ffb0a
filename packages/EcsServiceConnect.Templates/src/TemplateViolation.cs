namespace EcsServiceConnect.Templates;

/// <summary>Something in a template that AWS would refuse, or run other than meant.</summary>
/// <param name="Rule">The name of the rule that it breaks, as `unserved-reference`.</param>
/// <param name="LogicalId">Where in the template.</param>
/// <param name="Message">The resource, what is wrong with it and what to do, in one line.</param>
/// <param name="Resource">What to change: the resource's name in AppHost.cs, or where the template does not say it, the ECS service's name or the logical id.</param>
internal sealed record TemplateViolation(string Rule, string LogicalId, string Message, string Resource)
{
    /// <summary>Whether it works all the same, only not as well: what is told, and stops nothing. False by default.</summary>
    public bool IsAdvice { get; init; }

    /// <summary>The message, and where to look in the template.</summary>
    public override string ToString() => $"{Message} [{Rule}, {LogicalId}]";
}
