using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Builds the model of the application over a generic host.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly TestingInterception? _interception = TestingInterception.Current;

    /// <summary>Makes a builder.</summary>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        _interception?.Configure(options, settings);

        AppHostAssembly = options.AssemblyName is null ? Assembly.GetEntryAssembly() : Assembly.Load(options.AssemblyName);
        AppHostDirectory = AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(m => m.Key == "AppHostProjectPath")?.Value
            ?? Directory.GetCurrentDirectory();
        settings.ContentRootPath = AppHostDirectory;
        settings.ApplicationName = AppHostAssembly?.GetName().Name;
        _host = new HostApplicationBuilder(settings);

        var operation = Configuration["AppHost:Operation"] ?? Configuration["operation"];
        ExecutionContext = new(string.Equals(operation, "publish", StringComparison.OrdinalIgnoreCase) ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run);

        HostLog.Configure(_host.Logging);
        Services.AddSingleton<IDistributedApplicationEventing>(Eventing);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton(services => new ResourceNotificationService(services));
        Services.AddSingleton(services => new ResourceLoggerService { ForwardTo = options.EnableResourceLogging ? services.GetRequiredService<ILoggerFactory>() : null });
        Services.AddSingleton(services => new ResourceCommandService(services));
        Services.AddHealthChecks();
        // Stopping is bounded as a whole; each process has a shorter time of its own.
        Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));

        Services.AddSingleton<IPipelineOutputService>(new PipelineOutputService(Configuration, AppHostDirectory));
        if (ExecutionContext.IsRunMode)
        {
            Services.AddSingleton(new AppHost(AppHostAssembly, Configuration));
            if (!options.DisableDashboard)
            {
                Services.AddDashboard(Configuration);
            }

            Services.AddHostedService<ApplicationOrchestrator>();
            Services.AddHostedService<ResourceHealthService>();
        }
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc/>
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc/>
    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        if (Resources.FirstOrDefault(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)) is { } taken)
        {
            throw new DistributedApplicationException($"The name '{resource.Name}' is taken by a {taken.GetType().Name}; give the {resource.GetType().Name} another.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        // A test may change the model between the AppHost's last line and this one.
        _interception?.Building(this);
        var application = new DistributedApplication(_host.Build()) { Interception = _interception };
        _interception?.Built(application);
        return application;
    }
}
