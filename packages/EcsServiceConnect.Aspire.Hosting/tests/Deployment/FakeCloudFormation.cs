using System.Collections.Concurrent;
using System.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EcsServiceConnect.Hosting.Tests.Deployment;

/// <summary>What the CDK asks of CloudFormation and the Security Token Service (AWS query protocol) for one stack, "demo".</summary>
/// <param name="page">The value of the stack's output Page.</param>
internal sealed class FakeCloudFormation(Func<string> page)
{
    private const string Id = "<StackName>demo</StackName><StackId>arn:aws:cloudformation:eu-west-1:111111111111:stack/demo/1</StackId>";
    private const string ChangeSetId = "arn:aws:cloudformation:eu-west-1:111111111111:changeSet/demo/1";

    /// <summary>The stack's status; null before it is made.</summary>
    public string? Status { get; set; }

    /// <summary>The stack's parameters, from its last change.</summary>
    public ConcurrentDictionary<string, string> Parameters { get; } = new();

    /// <summary>The template that the stack was last deployed with.</summary>
    public string Template { get; set; } = "{}";

    /// <summary>Makes the next change fail.</summary>
    public bool FailsNext { get; set; }

    public (int Status, string Answer) Answer(string action, IFormCollection form)
    {
        switch (action)
        {
            case "CreateChangeSet":
                for (var i = 1; form.TryGetValue($"Parameters.member.{i}.ParameterKey", out var name); i++)
                {
                    Parameters[name.ToString()] = form[$"Parameters.member.{i}.ParameterValue"].ToString();
                }

                break;
            case "ExecuteChangeSet":
                Status = FailsNext ? "ROLLBACK_COMPLETE" : "CREATE_COMPLETE";
                break;
            case "DeleteStack":
                Status = "DELETE_COMPLETE";
                break;
        }

        return (action is "DescribeStacks" or "GetTemplate") && (Status is null || form["StackName"] == new StringValues("CDKToolkit"))
            ? (400, $"<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id {form["StackName"]} does not exist</Message></Error></ErrorResponse>")
            : (200, $"<{action}Response><{action}Result>{Result(action)}</{action}Result></{action}Response>");
    }

    private string Result(string action) => action switch
    {
        "GetCallerIdentity" => "<Arn>arn:aws:iam::111111111111:user/loopback</Arn><UserId>loopback</UserId><Account>111111111111</Account>",
        "DescribeStacks" => $"""
            <Stacks><member>{Id}<CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>{Status}</StackStatus>
            <Outputs><member><OutputKey>Page</OutputKey><OutputValue>{page()}</OutputValue></member></Outputs></member></Stacks>
            """,
        "CreateChangeSet" => $"<Id>{ChangeSetId}</Id>{Id}",
        "DescribeChangeSet" => $"""
            <ChangeSetId>{ChangeSetId}</ChangeSetId><ChangeSetName>demo</ChangeSetName>{Id}<Status>CREATE_COMPLETE</Status>
            <Changes><member><Type>Resource</Type><ResourceChange><Action>Add</Action><LogicalResourceId>Topic</LogicalResourceId>
            <ResourceType>AWS::SNS::Topic</ResourceType></ResourceChange></member></Changes>
            """,
        "DescribeStackEvents" => $"""
            <StackEvents><member>{Id}<EventId>1</EventId><LogicalResourceId>Topic</LogicalResourceId><ResourceType>AWS::SNS::Topic</ResourceType>
            <Timestamp>2099-01-01T00:00:00Z</Timestamp><ResourceStatus>{Status}</ResourceStatus></member></StackEvents>
            """,
        "GetTemplate" => $"<TemplateBody>{SecurityElement.Escape(Template)}</TemplateBody>",
        _ => "",
    };
}
