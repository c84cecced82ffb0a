using EcsServiceConnect.Hosting.Deployment;

namespace EcsServiceConnect.Hosting.Tests.Deployment;

/// <summary>A cloud assembly with one small stack.</summary>
internal sealed class DemoStack : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DemoStack()
    {
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(In("manifest.json"), """
            {
              "version": "36.0.0",
              "artifacts": {
                "demo": {
                  "type": "aws:cloudformation:stack",
                  "environment": "aws://unknown-account/unknown-region",
                  "properties": {
                    "templateFile": "demo.template.json",
                    "requiresBootstrapStackVersion": 6,
                    "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version"
                  }
                }
              }
            }
            """);
        File.WriteAllText(In("demo.template.json"), """
            {
              "Parameters": {
                "DemoImage": { "Type": "String", "Default": "none" },
                "ApiKey": { "Type": "String", "NoEcho": true, "Default": "none" }
              },
              "Resources": {
                "Topic": { "Type": "AWS::SNS::Topic" }
              }
            }
            """);
    }

    public StackDeployment Deployment(params ProjectImage[] images) => new(_folder.Path, "demo", images) { PageOutput = "Page" };

    public void Dispose() => _folder.Dispose();

    private string In(string name) => Path.Combine(_folder.Path, name);
}
