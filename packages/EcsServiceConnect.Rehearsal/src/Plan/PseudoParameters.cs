using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>What a template knows of where it is deployed to. Here that is nowhere, so the values are invented, and well formed.</summary>
/// <remarks>AWS CloudFormation User Guide, "Pseudo parameters reference". 123456789012 is the account of AWS's own examples.</remarks>
internal static class PseudoParameters
{
    public const string Region = "us-east-1";
    public const string Account = "123456789012";
    public const string Partition = "aws";
    public const string StackName = "rehearsal";

    /// <summary>The values that a template is read with: the given ones, the pseudo parameters, and the address ranges of its VPCs.</summary>
    public static Dictionary<string, string> With(IReadOnlyDictionary<string, string> given, CloudFormationTemplate template)
    {
        var values = new Dictionary<string, string>
        {
            ["AWS::Region"] = Region,
            ["AWS::AccountId"] = Account,
            ["AWS::Partition"] = Partition,
            ["AWS::URLSuffix"] = "amazonaws.com",
            ["AWS::StackName"] = StackName,
            ["AWS::StackId"] = $"arn:{Partition}:cloudformation:{Region}:{Account}:stack/{StackName}/00000000-0000-0000-0000-000000000000",
        };
        foreach (var (name, value) in given)
        {
            values[name] = value;
        }

        foreach (var vpc in template.With(values).OfType("AWS::EC2::VPC"))
        {
            if (vpc["CidrBlock"].Text is { } range)
            {
                values.TryAdd($"{vpc.LogicalId}.CidrBlock", range);
            }
        }

        return values;
    }
}
