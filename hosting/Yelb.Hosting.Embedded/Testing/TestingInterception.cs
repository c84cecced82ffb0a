using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost's entry point up to the end of its model, hands the builder to a test,
/// and goes on when the test builds the application. The application runs when the test starts it.
/// </summary>
internal sealed class TestingInterception(Assembly appHost, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? configure)
{
    private static readonly AsyncLocal<TestingInterception?> _current = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _build = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The one that the entry point on this thread runs under; null where it runs for itself.</summary>
    public static TestingInterception? Current => _current.Value;

    /// <summary>When the test is done with the application.</summary>
    public Task Ended => _ended.Task;

    public Task<DistributedApplicationBuilder> RunToBuildAsync()
    {
        // A thread of its own, since the entry point blocks until the test is done.
        var thread = new Thread(() =>
        {
            _current.Value = this;
            try
            {
                appHost.EntryPoint!.Invoke(null, appHost.EntryPoint.GetParameters().Length == 0 ? null : [args]);
                Fail(new InvalidOperationException($"The entry point of {appHost.GetName().Name} ended without building an application."));
            }
            catch (TargetInvocationException exception)
            {
                Fail(exception.InnerException!);
            }
            catch (OperationCanceledException)
            {
                // The test gave up before the application was built.
            }
        })
        {
            IsBackground = true,
            Name = $"{appHost.GetName().Name} entry point",
        };
        thread.Start();
        return _builder.Task;

        void Fail(Exception exception)
        {
            _builder.TrySetException(exception);
            _application.TrySetException(exception);
        }
    }

    public Task<DistributedApplication> BuildAsync()
    {
        _build.TrySetResult();
        return _application.Task;
    }

    public void End()
    {
        _build.TrySetCanceled();
        _ended.TrySetResult();
    }

    /// <summary>Called by the builder when it is made.</summary>
    public void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        options.Args = settings.Args = args;
        options.AssemblyName = appHost.GetName().Name;
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        settings.Configuration = new ConfigurationManager();
        settings.Configuration.AddInMemoryCollection([new("DcpPublisher:RandomizePorts", "true")]);
        settings.EnvironmentName = Environments.Development;
        configure?.Invoke(options, settings);
    }

    /// <summary>Called by the builder when the model is complete; returns when the test builds.</summary>
    public void Building(DistributedApplicationBuilder builder)
    {
        builder.Services.AddHttpClient();
        _builder.TrySetResult(builder);
        try
        {
            _build.Task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }
    }

    /// <summary>Called by the builder when the application is built.</summary>
    public void Built(DistributedApplication application) => _application.TrySetResult(application);
}
