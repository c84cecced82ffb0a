using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Yelb.Tests.Dashboard;

/// <summary>The application with its dashboard, which tests otherwise leave out.</summary>
public sealed class DashboardApplication : IAsyncLifetime
{
    private readonly LoginAddress _login = new();

    public YelbApplication Yelb { get; } = new();

    /// <summary>What the AppHost tells its user to open.</summary>
    public Uri Login { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Yelb.StartAsync(builder => builder.Services.AddSingleton<ILoggerProvider>(_login), withDashboard: true);
        Login = await _login.Found.WaitAsync(TimeSpan.FromMinutes(3)); // The first start fetches it.
    }

    public ValueTask DisposeAsync() => Yelb.DisposeAsync();

    /// <summary>Reads the AppHost's log as its user does, until it says where the dashboard is, or why there is none.</summary>
    private sealed class LoginAddress : ILoggerProvider, ILogger
    {
        private readonly TaskCompletionSource<Uri> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Uri> Found => _found.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            const string address = "Login to the dashboard at ";
            var line = formatter(state, exception);
            if (line.StartsWith(address, StringComparison.Ordinal))
            {
                _found.TrySetResult(new Uri(line[address.Length..]));
            }
            else if (line.Contains("without the dashboard", StringComparison.Ordinal))
            {
                _found.TrySetException(new InvalidOperationException(line));
            }
        }

        public void Dispose()
        {
        }
    }
}
