using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Publishing;
using EcsServiceConnect.Hosting.Tests.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EcsServiceConnect.Hosting.Tests;

/// <summary>Where a deployment and a rehearsal take the values of parameters from, and what they say of those that are missing.</summary>
public sealed class ParameterValueTests
{
    [Fact]
    public async Task Values_come_from_wherever_Aspire_takes_them()
    {
        var values = await ReadAsync(
            builder => Using(
                builder,
                builder.AddParameter("plain"),
                builder.AddParameter("menu-key", secret: true),
                builder.AddParameter("constant", "EUR"),
                builder.AddParameter("published", "USD", publishValueAsDefault: true),
                builder.AddParameter("callback", () => "from code", secret: true),
                builder.AddParameterFromConfiguration("elsewhere", "Shop:Api-Key", secret: true),
                builder.AddParameter("defaulted", new Constant("by default")),
                builder.AddParameter("configured", new Constant("by default")),
                builder.AddParameter("generated", new GenerateParameterDefault(), secret: true))
                .WithEnvironment("LEGACY", builder.AddConnectionString("legacy")),
            ("Parameters:plain", "a"), ("Parameters:menu_key", "b"), ("Shop:Api_Key", "c"), ("Parameters:configured", "d"), ("ConnectionStrings:legacy", "Server=tcp:old,1433;User Id=sa;Password=\"a;b\""));

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Plain"] = "a",
                ["MenuKey"] = "b",
                ["Constant"] = "EUR",
                ["Published"] = "USD",
                ["Callback"] = "from code",
                ["Elsewhere"] = "c",
                ["Defaulted"] = "by default",
                ["Configured"] = "d",
                ["Legacy"] = "Server=tcp:old,1433;User Id=sa;Password=\"a;b\"",
            },
            values);
    }

    [Fact]
    public async Task All_that_is_missing_or_does_not_fit_is_said_at_once_each_with_the_line_that_sets_it()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => ReadAsync(
            builder =>
            {
                Using(
                    builder,
                    builder.AddParameter("plain"),
                    builder.AddParameter("menu-key", secret: true),
                    builder.AddParameterFromConfiguration("elsewhere", "Shop:Key"),
                    builder.AddParameter("nothing", () => null!),
                    builder.AddParameter("broken", () => throw new InvalidOperationException("no file")),
                    builder.AddParameter("empty", secret: true),
                    builder.AddParameter("long"))
                    .WithEnvironment("LEGACY", builder.AddConnectionString("legacy")).WithEnvironment("OTHER", builder.AddConnectionString("other-db"))
                    .WithReference(builder.AddPostgres("db", password: builder.AddParameter("db-password", secret: true)));
            },
            ("Parameters:empty", ""), ("Parameters:db-password", "p@ss"), ("Parameters:long", new string('\u00e4', 2049))));

        Assert.SkipWhen(OperatingSystem.IsWindows(), "The lines are a shell's.");
        Assert.Equal(
            [
                "The parameter 'plain' has no value: export Parameters__plain='…'",
                "The parameter 'menu-key' has no value: export Parameters__menu_key='…'",
                "The parameter 'elsewhere' has no value: export Shop__Key='…'",
                "The parameter 'nothing' has no value: what AddParameter is given for it in the AppHost comes to null.",
                "The value of the parameter 'broken' can't be had: no file",
                "The value of the parameter 'empty' is empty, and Secrets Manager keeps no empty secret. Set another: export Parameters__empty='…'",
                "The value of the parameter 'long' has 4098 bytes, and CloudFormation takes 4096. Set a shorter one: export Parameters__long='…'",
                "The parameter 'legacy' has no value: export ConnectionStrings__legacy='…'",
                "The parameter 'other-db' has no value: put env 'ConnectionStrings__other-db=…' before the command",
                "The value of the parameter 'db-password' does not fit: it must be made of the letters A to Z, digits, '-', '.', '_' and '~' only, as it stands in a URI. Set another: export Parameters__db_password='…'",
            ],
            error.Message.Split(Environment.NewLine));
    }

    [Fact]
    public async Task A_published_model_needs_no_values()
    {
        var application = await PublishedModel.ReadAsync(builder => Using(builder, builder.AddParameter("plain"), builder.AddParameter("broken", () => throw new InvalidOperationException())));

        Assert.Equal(2, application.Parameters.Count);
    }

    [Fact]
    public async Task What_is_missing_is_asked_for_where_the_CLI_can_ask_and_nothing_else_is()
    {
        var (cli, form) = Form.With(("menu-key", "typed"));

        var values = await ReadAsync(builder =>
        {
            builder.Services.AddSingleton(cli);
            builder.AddParameter("of-no-service", secret: true);
            Using(builder, builder.AddParameter("menu-key", secret: true), builder.AddParameter("plain"));
        }, ("Parameters:plain", "a"), ("ASPIRE_BACKCHANNEL_PATH", "/tmp/none"));

        Assert.Equal(new Dictionary<string, string> { ["MenuKey"] = "typed", ["Plain"] = "a" }, values);
        Assert.Equal(["menu-key"], form.Asked);
    }

    [Fact]
    public async Task A_form_that_fails_leaves_a_missing_value()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => ReadAsync(builder =>
        {
            builder.Services.AddSingleton(Form.With().Cli);
            Using(builder, builder.AddParameter("menu-key", secret: true));
        }, ("ASPIRE_BACKCHANNEL_PATH", "/tmp/none")));

        Assert.StartsWith("The parameter 'menu-key' has no value: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_for_what_Secrets_Manager_makes_up_is_not_dropped_silently()
    {
        var log = new LogLines();

        await ReadAsync(builder =>
        {
            builder.Services.AddSingleton<ILoggerProvider>(log);
            builder.AddProject<SampleProject>("server").WithReference(builder.AddPostgres("db"));
        }, ("Parameters:db_password", "horse"));

        Assert.Contains("Secrets Manager makes up the parameter 'db-password': the value that is configured here as Parameters:db-password is not used.", log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains("horse", StringComparison.Ordinal));
    }

    private static IResourceBuilder<ContainerResource> Using(IDistributedApplicationBuilder builder, params IResourceBuilder<ParameterResource>[] parameters)
    {
        var thing = builder.AddThing("thing");
        foreach (var parameter in parameters)
        {
            thing.WithEnvironment(parameter.Resource.Name, parameter);
        }

        return thing;
    }

    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(Action<IDistributedApplicationBuilder> model, params (string Key, string Value)[] configuration)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--operation", "publish"] });
        model(builder);
        builder.Configuration.AddInMemoryCollection(configuration.ToDictionary(c => c.Key, c => (string?)c.Value));
        var environment = builder.CreateResourceBuilder(new EcsEnvironmentResource("test")).WithPostgresAndRedis().Resource;
        await using var host = builder.Build();
        var application = await new EcsApplicationReader(environment, host.Services.GetRequiredService<DistributedApplicationExecutionContext>())
            .ReadAsync(host.Services.GetRequiredService<DistributedApplicationModel>(), Patience.Token);
        return await EcsParameterValues.ReadAsync(application, host.Services, host.Services.GetRequiredService<ILogger<ParameterValueTests>>(), Patience.Token);
    }

    private sealed class Constant(string value) : ParameterDefault
    {
        public override string GetDefaultValue() => value;

        public override void WriteToManifest(Aspire.Hosting.Publishing.ManifestPublishingContext context) => throw new NotSupportedException();
    }

    /// <summary>Aspire's CLI, with a user who has an answer to some questions and none to others.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "A proxy is made of it at run time.")]
    private class Form : DispatchProxy
    {
        private readonly Dictionary<string, string> _answers = [];

        public List<string> Asked { get; } = [];

        public static (IInteractionService Cli, Form Form) With(params (string Name, string Answer)[] answers)
        {
            var cli = Create<IInteractionService, Form>();
            var form = (Form)(object)cli;
            foreach (var (name, answer) in answers)
            {
                form._answers.Add(name, answer);
            }

            return (cli, form);
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod?.Name)
            {
                case "get_IsAvailable":
                    return true;
                case nameof(IInteractionService.PromptInputsAsync):
                    var inputs = args!.OfType<IReadOnlyList<InteractionInput>>().Single();
                    foreach (var input in inputs)
                    {
                        Asked.Add(input.Name);
                        input.Value = _answers[input.Name];
                    }

                    return Task.FromResult(InteractionResult.Ok(new InteractionInputCollection(inputs)));
                default:
                    throw new NotSupportedException($"{targetMethod}");
            }
        }
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
