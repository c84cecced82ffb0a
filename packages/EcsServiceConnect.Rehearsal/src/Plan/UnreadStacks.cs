using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Stacks within the stack whose templates are not there: their services run in AWS, and not here.</summary>
/// <remarks>AWS CloudFormation User Guide, "AWS::CloudFormation::Stack".</remarks>
internal static class UnreadStacks
{
    public const string Type = "AWS::CloudFormation::Stack";

    /// <summary>Names each, with its template where that is known.</summary>
    public static void Tell(CloudFormationTemplate template, StackValues values, NotRehearsed notRehearsed)
    {
        foreach (var stack in template.OfType(Type).Where(s => !template.Nests(s.LogicalId)))
        {
            // The CDK keeps the file's name; what it uploads has a number for one.
            var file = stack.Metadata("aws:asset:path").Text ?? (stack["TemplateURL"].Text is { } url ? values.Readable(url) : null);
            notRehearsed.Add($"the stack {stack.LogicalId} within the stack{(file is null ? "" : $" ({file})")}: its services are not started, and nobody reaches them; put its template beside this one");
        }
    }
}
