using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Permissions;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>The image of a container, for who may pull it from where.</summary>
/// <param name="Text">As it is written.</param>
internal sealed partial record EcrImage(string Text)
{
    /// <summary>The canonical ARN (<see cref="ResourceArns"/>) of its repository in Amazon ECR; null where it is elsewhere, or not known to be there.</summary>
    public string? Repository { get; private init; }

    /// <summary>Its repository, where the template makes it.</summary>
    public TemplateResource? Resource { get; private init; }

    /// <summary>Whether it is certainly not in a private registry of Amazon ECR.</summary>
    public bool IsPublic => Repository is null && !Text.Contains(Placeholder.Open) && Name().IsMatch(ImageReference.Parse(Text).Repository);

    public static EcrImage Of(Container container, CloudFormationTemplate template)
    {
        var text = container.Definition["Image"].Text ?? "";
        var arns = new ResourceArns(template);
        if (template.Find(Placeholder.Leading(text).Id, "AWS::ECR::Repository") is { } repository)
        {
            return new(text) { Resource = repository, Repository = arns.Canonical(Placeholder.For($"{repository.LogicalId}.Arn")) };
        }

        if (Uri().Match(text) is { Success: true } match)
        {
            var name = match.Groups["name"].Value;
            return new(text) { Resource = template.Find(Placeholder.TargetOf(name), "AWS::ECR::Repository"), Repository = ResourceArns.Here("ecr", $"repository/{arns.Canonical(name)}") };
        }

        return new(text);
    }

    // As the grammar of names has it; capitals are a hint to put one there.
    [GeneratedRegex("^[a-z0-9][a-z0-9._/-]*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\.dkr[.-]ecr[.-][^/]*/(?<name>(⟦[^⟧]*⟧|[^:@⟦])+)")]
    private static partial Regex Uri();
}
