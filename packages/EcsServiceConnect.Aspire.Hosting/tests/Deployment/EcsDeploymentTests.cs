using Aspire.Hosting;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Hosting.Diffing;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Tests.Deployment;

/// <summary>Deploy and destroy, with AWS's own SDK and CDK, a real registry that wants a login, and a stand-in for AWS.</summary>
public sealed class EcsDeploymentTests : IAsyncLifetime
{
    private const string WithData = """
        {
          "Resources": {
            "Topic": { "Type": "AWS::SNS::Topic" },
            "Files": { "Type": "AWS::EFS::FileSystem", "DeletionPolicy": "Retain", "Metadata": { "aspire:resource": "votes" } },
            "FilesVotes": { "Type": "AWS::EFS::AccessPoint", "Properties": { "FileSystemId": { "Ref": "Files" }, "RootDirectory": { "Path": "/votes" } } },
            "Database": { "Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Snapshot", "Metadata": { "aspire:resource": "orders" } },
            "OfAnotherFileSystem": { "Type": "AWS::EFS::AccessPoint", "Properties": { "FileSystemId": "fs-1", "RootDirectory": "unknown" } }
          },
          "Parameters": {
            "DemoImage": { "Type": "String", "Default": "none" },
            "ApiKey": { "Type": "String", "NoEcho": true, "Default": "none" }
          }
        }
        """;

    private readonly Lines _log = new();
    private readonly DemoStack _stack = new();
    private LoopbackRegistry _ecr = null!;
    private FakeAws _aws = null!;

    private static CancellationToken Cancelled => Patience.Token;

    private EcsDeployment Ecs => new(new ToolCache(), _log);

    public async ValueTask InitializeAsync()
    {
        _ecr = await LoopbackRegistry.StartAsync(withLogin: true);
        _aws = await FakeAws.StartAsync(_ecr.Host);
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        await _ecr.DisposeAsync();
        _stack.Dispose();
    }

    [Fact]
    public async Task Deploy_pushes_with_the_login_of_ecr_and_hands_the_image_to_the_stack()
    {
        await using var bases = await LoopbackRegistry.StartAsync();
        using var project = new DemoProject();
        var deployment = _stack.Deployment(project.Image(await BaseImage.PushAsync(bases)) with { Architecture = EcsArchitecture.Arm64 }) with
        {
            Parameters = new Dictionary<string, string> { ["ApiKey"] = "k\"=;,key" },
        };

        var outputs = await Ecs.DeployAsync(deployment, Cancelled);

        Assert.Equal(_aws.Page, outputs["Page"]);
        var pushed = _aws.CloudFormation.Parameters["DemoImage"];
        Assert.StartsWith($"{_ecr.Host}/demo/demo:", pushed, StringComparison.Ordinal);
        var image = await _ecr.ReadAsync(pushed);
        Assert.Contains("app/Demo.dll", image.Files.Keys);
        Assert.Equal("arm64", (string?)image.Config["architecture"]);
        var log = _log.ToString();
        Assert.Matches(@"cdk: demo \| +\d/\d .* CREATE_COMPLETE +\| AWS::SNS::Topic", log);
        Assert.Contains($"cdk: demo.Page = {_aws.Page}", log);
        Assert.Contains($"{_aws.Page} answers, after ", log);
        Assert.Equal("k\"=;,key", _aws.CloudFormation.Parameters["ApiKey"]);
        Assert.DoesNotContain(LoopbackRegistry.Password, log);
        Assert.DoesNotContain("k\"=;,key", log);
        Assert.Equal(["demo/demo"], _aws.Repositories.Keys);
    }

    [Fact]
    public async Task Deploy_makes_images_of_Dockerfiles_by_the_container_engine_that_answers()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path);
        var log = Path.Combine(folder.Path, "log");
        var docker = Path.Combine(folder.Path, "docker");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "Dockerfile"), "FROM scratch\n", Cancelled);
        await File.WriteAllTextAsync(docker, $$"""
            #!/bin/sh
            echo "$*" >> {{log}}
            case "$1" in
              info) echo '{}' ;;
              image) echo sha256:0123456789abcdef0123456789abcdef ;;
              login) echo "password $(cat) in $DOCKER_CONFIG" >> {{log}} ;;
            esac
            """, Cancelled);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _aws.Set("PATH", $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}");
        _aws.Set("ASPIRE_CONTAINER_RUNTIME", "docker");
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--operation", "publish"] });
        var front = builder.AddDockerfile("front", folder.Path).Resource;
        await using var application = builder.Build();
        var engine = await ContainerEngine.FindAsync(application.Services, _log, Cancelled);

        await new EcsDeployment(new ToolCache(), _log, engine).DeployAsync(
            _stack.Deployment() with { Dockerfiles = [new("front", "DemoImage", front, EcsArchitecture.Arm64)] }, Cancelled);

        Assert.Equal($"{_ecr.Host}/demo/front:0123456789abcdef", _aws.CloudFormation.Parameters["DemoImage"]);
        var lines = await File.ReadAllLinesAsync(log, Cancelled);
        Assert.Contains(lines, l => l.StartsWith("buildx build", StringComparison.Ordinal) && l.Contains("linux/arm64", StringComparison.Ordinal));
        Assert.Contains($"login --username {LoopbackRegistry.User} --password-stdin {_ecr.Host}", lines);
        Assert.Equal($"push {_ecr.Host}/demo/front:0123456789abcdef", lines[^1]);
        var login = Assert.Single(lines, l => l.StartsWith($"password {LoopbackRegistry.Password} in ", StringComparison.Ordinal));
        Assert.False(Directory.Exists(login.Split(" in ")[1]), "The login is left on the machine.");
    }

    [Fact]
    public Task Deploy_without_credentials_stops_before_anything_is_touched()
    {
        _aws.Set("AWS_ACCESS_KEY_ID", null);
        return StopsAsync("There are no AWS credentials: run 'aws configure' or 'aws sso login'", requests: []);
    }

    [Fact]
    public Task Deploy_without_a_region_stops_before_anything_is_touched()
    {
        _aws.Set("AWS_REGION", null);
        return StopsAsync("There is no AWS region: set AWS_REGION", requests: []);
    }

    [Fact]
    public Task Deploy_to_an_account_that_is_not_bootstrapped_stops_before_anything_is_touched()
    {
        _aws.BootstrapVersion = null;
        return StopsAsync("The AWS account is not bootstrapped for the CDK in eu-west-1", "GetAuthorizationToken", "GetParameter");
    }

    [Fact]
    public Task Deploy_to_an_account_whose_bootstrap_stack_is_too_old_stops_before_anything_is_touched()
    {
        _aws.BootstrapVersion = "5";
        return StopsAsync("The AWS account is bootstrapped for the CDK with version 5, and the stack needs 6 in eu-west-1", "GetAuthorizationToken", "GetParameter");
    }

    [Fact]
    public async Task A_first_deployment_says_what_it_costs()
    {
        await Ecs.DeployAsync(_stack.Deployment() with { Cost = "about 0.31 US dollars an hour" }, Cancelled);

        Assert.Contains("The stack 'demo' is not deployed yet: all of it is new, and costs about 0.31 US dollars an hour.", _log.ToString());
    }

    [Fact]
    public async Task Deploy_stops_before_data_is_lost_until_that_is_accepted_by_name()
    {
        _aws.CloudFormation.Status = "UPDATE_COMPLETE";
        _aws.CloudFormation.Template = WithData;

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(() => Ecs.DeployAsync(_stack.Deployment() with { AcceptedLosses = ["votes"] }, Cancelled));

        Assert.Equal(
            "orders: the database is deleted; a snapshot of the old one is kept. If that is meant, accept it by 'aspire deploy -- --accept-loss orders', or by '--step deploy --accept-loss orders' without Aspire's CLI; nothing was changed in AWS.",
            fault.Message);
        Assert.DoesNotContain("CreateChangeSet", _aws.Requests);
        Assert.Empty(_aws.Repositories);

        // It goes on to the images, of which one can't be built.
        fault = await Assert.ThrowsAsync<DistributedApplicationException>(() => Ecs.DeployAsync(
            _stack.Deployment(new ProjectImage("demo", "/nonexistent/Demo.csproj", "DemoImage")) with { AcceptedLosses = ["votes", "orders", "other"] }, Cancelled));

        Assert.Contains("/nonexistent", fault.Message, StringComparison.Ordinal);
        var log = _log.ToString();
        Assert.Contains("data: votes: the file system with the volume votes is deleted; the old one is kept outside of the stack", log);
        Assert.Contains("--accept-loss other: nothing of that name is lost by this deployment of 'demo'", log);
    }

    [Fact]
    public async Task A_stack_whose_creation_was_rolled_back_has_no_data_to_lose()
    {
        _aws.CloudFormation.Status = "ROLLBACK_COMPLETE";
        _aws.CloudFormation.Template = WithData;

        Assert.Equal(
            ["The stack 'demo' is not deployed yet: all of it is new."],
            await new StackComparison(new ToolCache(), _log).LinesAsync(_stack.Deployment(), null, Cancelled));
    }

    [Theory]
    [InlineData(null, "There is no terminal to ask on")]
    [InlineData("no\n", "The answer was not 'yes'")]
    public async Task Destroy_does_nothing_unless_it_is_confirmed(string? answer, string expected)
    {
        var confirmation = new Confirmation(isGiven: false, answer is null ? null : Confirmation.On(new StringReader(answer)));

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(() => Ecs.DestroyAsync(_stack.Deployment(), confirmation, Cancelled));

        Assert.Contains(expected, fault.Message);
        Assert.Contains("Nothing was deleted.", fault.Message);
        Assert.DoesNotContain("DeleteStack", _aws.Requests);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "yes\n")]
    public async Task Destroy_deletes_the_stack_and_its_images_and_says_what_is_kept(bool isGiven, string? answer)
    {
        _aws.CloudFormation.Status = "CREATE_COMPLETE";
        _aws.CloudFormation.Template = """
            {
              "Resources": {
                "Topic": { "Type": "AWS::SNS::Topic" },
                "Files9A1": { "Type": "AWS::EFS::FileSystem", "DeletionPolicy": "RetainExceptOnCreate", "Metadata": { "aspire:resource": "of-a-resource-that-was-removed" } },
                "Database": { "Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Snapshot" },
                "Logs": { "Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Delete" }
              }
            }
            """;
        _aws.Repositories["demo/demo"] = "demo";
        _aws.Repositories["demo/of-a-resource-that-was-removed"] = "demo";
        _aws.Repositories["demo/by-hand"] = "somebody's";
        _aws.Repositories["other/demo"] = "other";

        await Ecs.DestroyAsync(
            _stack.Deployment(new ProjectImage("demo", "Demo.csproj", "DemoImage"), new ProjectImage("never-pushed", "Demo.csproj", "NeverPushedImage")),
            new Confirmation(isGiven, answer is null ? null : Confirmation.On(new StringReader(answer))),
            Cancelled);

        Assert.Equal("DELETE_COMPLETE", _aws.CloudFormation.Status);
        Assert.Equal(["demo/by-hand", "other/demo"], _aws.Repositories.Keys.Order());
        var log = _log.ToString();
        Assert.Contains("All of the AWS::EFS::FileSystem of of-a-resource-that-was-removed is kept", log);
        Assert.Contains("A snapshot of the AWS::RDS::DBInstance of Database is kept", log);
        Assert.DoesNotContain("Logs is kept", log);
    }

    [Fact]
    public async Task Destroy_without_a_stack_deletes_the_images_that_are_left()
    {
        _aws.Repositories["demo/demo"] = "demo";

        await Ecs.DestroyAsync(_stack.Deployment(), new Confirmation(isGiven: true, null), Cancelled);

        Assert.Empty(_aws.Repositories);
        Assert.DoesNotContain("is kept", _log.ToString());
    }

    [Fact]
    public async Task A_deployment_that_cloudformation_rolls_back_is_one_line()
    {
        _aws.CloudFormation.FailsNext = true;

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(() => Ecs.DeployAsync(_stack.Deployment(), Cancelled));

        Assert.StartsWith("'cdk deploy' of the stack 'demo' failed: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ROLLBACK_COMPLETE", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private async Task StopsAsync(string expected, params string[] requests)
    {
        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            Ecs.DeployAsync(_stack.Deployment(new ProjectImage("demo", "/nonexistent/Demo.csproj", "DemoImage")), Cancelled));

        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal(requests, _aws.Requests);
    }
}
