using Amazon.CDK;
using Amazon.JSII.Runtime;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>Writes an application as a CDK cloud assembly: the CloudFormation template and its manifest.</summary>
internal static class EcsStackWriter
{
    /// <summary>The assembly's folder in the output folder, the name that the CDK's own tools use.</summary>
    internal const string AssemblyFolder = "cdk.out";

    // Off line and the same twice: the CDK's command line would set most of these for a new project.
    private static readonly Dictionary<string, object> _context = new()
    {
        ["@aws-cdk/aws-iam:minimizePolicies"] = true,
        ["@aws-cdk/aws-ecs:arnFormatIncludesClusterName"] = true,
        ["@aws-cdk/aws-ecs:disableExplicitDeploymentControllerForCircuitBreaker"] = true,
        ["@aws-cdk/aws-ecs:removeDefaultDeploymentAlarm"] = true,
        ["@aws-cdk/aws-ecs:reduceEc2FargateCloudWatchPermissions"] = true,
        ["@aws-cdk/aws-efs:defaultEncryptionAtRest"] = true,
        ["@aws-cdk/aws-efs:denyAnonymousAccess"] = true,
        ["@aws-cdk/aws-efs:mountTargetOrderInsensitiveLogicalId"] = true,
        // The checks of the template have it, in the AppHost's words.
        ["@aws-cdk/core:stackResourceLimit"] = 0,
        ["@aws-cdk/aws-secretsmanager:useAttachedSecretResourcePolicyForSecretTargetAttachments"] = true,
    };

    /// <summary>Synthesises the stack into <see cref="AssemblyFolder"/>, which is emptied first.</summary>
    /// <param name="application">What to write.</param>
    /// <param name="environment">The properties that the whole stack has.</param>
    /// <param name="customizations">What the user's code does to a service's constructs.</param>
    /// <param name="outputFolder">Where the assembly's folder goes.</param>
    /// <exception cref="DistributedApplicationException">The application can't be written; the message says which resource to change.</exception>
    /// <exception cref="ProcessesAndTools.MachineException">There is no Node.js.</exception>
    internal static void Write(
        EcsApplication application,
        EcsEnvironmentResource environment,
        IReadOnlyDictionary<EcsService, Action<Stack, EcsServiceConstructs>> customizations,
        string outputFolder)
    {
        var folder = Path.Combine(outputFolder, AssemblyFolder);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        CdkRuntime.Run(() =>
        {
            try
            {
                // With no account and no region nothing is looked up in AWS.
                var app = new App(new AppProps { Outdir = folder, AnalyticsReporting = false, TreeMetadata = false, PostCliContext = _context });
                var stack = new Stack(app, application.Name, new StackProps
                {
                    StackName = application.Name,
                    Description = $"{application.Name}: services on Amazon ECS with Service Connect, written from an Aspire AppHost",
                    AnalyticsReporting = false,
                });
                new EcsStack(stack, application, environment).Build(customizations);
                app.Synth();
            }
            catch (Exception exception) when (exception is JsiiException || exception.GetType() == typeof(Exception))
            {
                // What the CDK throws in Node.js comes as an exception of no particular type, with a stack trace of lines.
                var reason = exception.Message.Split('\n')[0].Trim();
                throw new DistributedApplicationException($"The AWS CDK refused the stack '{application.Name}': {reason}", exception);
            }
        });
    }
}
