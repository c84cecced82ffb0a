using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EcsServiceConnect.Hosting.Tests.Deployment;

/// <summary>
/// Stands on loopback for the AWS services that a deployment and the CDK ask: ECR and Systems Manager (AWS JSON 1.1),
/// CloudFormation, and the page of the deployed stack. AWS's SDKs find it by their own variable, AWS_ENDPOINT_URL.
/// </summary>
internal sealed class FakeAws : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, string?> _variables = [];
    private int _pageRequests;

    private FakeAws(string registry)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        CloudFormation = new(() => Page);
        _app.MapGet("/page", () => Results.StatusCode(Interlocked.Increment(ref _pageRequests) < 2 ? 503 : 200));
        _app.MapPost("/", async context =>
        {
            var (status, type, answer) = await AnswerAsync(context.Request, registry);
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            await context.Response.WriteAsync(answer);
        });
    }

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public FakeCloudFormation CloudFormation { get; }

    /// <summary>The repositories that there are, each with the stack that it is tagged with.</summary>
    public ConcurrentDictionary<string, string> Repositories { get; } = new();

    /// <summary>The value of the parameter that the CDK's bootstrap stack has.</summary>
    public string? BootstrapVersion { get; set; } = "21";

    public string Page => $"{_app.Urls.Single()}/page";

    /// <summary>Starts it; this process, and so what it starts, finds AWS there, with credentials and region, and nothing of this user's.</summary>
    public static async Task<FakeAws> StartAsync(string registry)
    {
        var aws = new FakeAws(registry);
        await aws._app.StartAsync(Patience.Token);
        aws.Set("AWS_ENDPOINT_URL", aws._app.Urls.Single());
        aws.Set("AWS_ACCESS_KEY_ID", "loopback");
        aws.Set("AWS_SECRET_ACCESS_KEY", "loopback");
        aws.Set("AWS_REGION", "eu-west-1");
        aws.Set("AWS_DEFAULT_REGION", null);
        aws.Set("AWS_PROFILE", null);
        aws.Set("AWS_SESSION_TOKEN", null);
        aws.Set("AWS_CONFIG_FILE", "/nonexistent");
        aws.Set("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
        aws.Set("AWS_EC2_METADATA_DISABLED", "true");
        return aws;
    }

    /// <summary>Sets a variable until the end of the test.</summary>
    public void Set(string name, string? value)
    {
        _variables.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, value) in _variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        await _app.DisposeAsync();
    }

    private async Task<(int Status, string Type, string Answer)> AnswerAsync(HttpRequest request, string registry)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            var formAction = form["Action"].ToString();
            Requests.Enqueue(formAction);
            var (status, answer) = CloudFormation.Answer(formAction, form);
            return (status, "text/xml", answer);
        }

        var action = request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        Requests.Enqueue(action);
        var (jsonStatus, json) = Answer(action, (await JsonNode.ParseAsync(request.Body))!, registry);
        return (jsonStatus, "application/x-amz-json-1.1", JsonSerializer.Serialize(json));
    }

    private (int Status, object Answer) Answer(string action, JsonNode request, string registry)
    {
        var name = (string?)request["repositoryName"] ?? (string?)request["repositoryNames"]?[0] ?? "";
        return action switch
        {
            "GetAuthorizationToken" => (200, new
            {
                authorizationData = new[]
                {
                    new
                    {
                        authorizationToken = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{LoopbackRegistry.User}:{LoopbackRegistry.Password}")),
                        proxyEndpoint = $"http://{registry}",
                    },
                },
            }),
            "GetParameter" when BootstrapVersion is null => (400, new { __type = "ParameterNotFound" }),
            "GetParameter" when (string?)request["Name"] == "/cdk-bootstrap/hnb659fds/version" => (200, new { Parameter = new { Value = BootstrapVersion } }),
            "DescribeRepositories" when name == "" => (200, new { repositories = Repositories.Keys.Select(r => new { repositoryName = r, repositoryArn = $"arn:aws:ecr:eu-west-1:123456789012:repository/{r}" }) }),
            "ListTagsForResource" => (200, new { tags = new[] { new { Key = "cdk:stack-name", Value = Repositories[((string)request["resourceArn"]!).Split(":repository/")[1]] } } }),
            "DescribeRepositories" or "DeleteRepository" when !Repositories.ContainsKey(name) => (400, new { __type = "RepositoryNotFoundException" }),
            "DescribeRepositories" => (200, new { repositories = new[] { new { repositoryName = name } } }),
            "CreateRepository" when (string?)request["imageTagMutability"] == "IMMUTABLE" && Repositories.TryAdd(name, (string)request["tags"]![0]!["Value"]!) => (200, new { repository = new { repositoryName = name } }),
            "DeleteRepository" when (bool?)request["force"] == true && Repositories.TryRemove(name, out _) => (200, new { repository = new { repositoryName = name } }),
            _ => (400, new { __type = "ValidationException", message = $"{action} {request.ToJsonString()}" }),
        };
    }
}
