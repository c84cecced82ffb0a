using ProcessesAndTools;
using StackExchange.Redis;

namespace ContainerlessStores.Tests;

/// <summary>The Redis-protocol server as a process of the hosting's: Redis where it is installed, else Garnet.</summary>
public sealed class RedisStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => Patience.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_counted_is_there_after_kill_9_and_only_with_the_password()
    {
        await using (var first = await StartAsync())
        {
            for (var count = 1; count <= 100; count++)
            {
                Assert.Equal(count, await IncrementAsync(first, "pass\\word"));
            }

            Assert.True(!OperatingSystem.IsLinux() || first.UserId() != 0);
            Assert.DoesNotContain("word", first.CommandLine());
            await first.KillAsync();
        }

        await using var second = await StartAsync();

        Assert.Equal(101, await IncrementAsync(second, "pass\\word"));
        await Assert.ThrowsAsync<RedisConnectionException>(() => IncrementAsync(second, "other"));
    }

    private Task<RunningStore> StartAsync() =>
        RunningStore.StartAsync(new RedisStore(_ => ValueTask.FromResult("pass\\word"), new ToolCache()), _folder.Path, Cancelled);

    private static async Task<long> IncrementAsync(RunningStore store, string password)
    {
        var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", store.Port } }, Password = password };
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(Cancelled);
        while (true)
        {
            try
            {
                return await redis.GetDatabase().StringIncrementAsync("pageviews").WaitAsync(Cancelled);
            }
            catch (RedisServerException e) when (e.Message.StartsWith("LOADING", StringComparison.Ordinal))
            {
                // It listens before it has read its file.
                await Task.Delay(20, Cancelled);
            }
        }
    }
}
