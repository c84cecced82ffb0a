using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace ContainerlessStores;

/// <summary>
/// Redis or Valkey where the machine has it, else Garnet, which speaks the same protocol; on 127.0.0.1 only, with a
/// password.
/// </summary>
/// <param name="password">The default user's password.</param>
/// <param name="tools">Where Garnet is kept.</param>
internal sealed class RedisStore(Func<CancellationToken, ValueTask<string>> password, ToolCache tools) : IStore
{
    /// <inheritdoc/>
    public async Task<ChildProcessSpec> PrepareAsync(StorePlace place, ILogger logger, CancellationToken cancellationToken)
    {
        var secret = await password(cancellationToken).ConfigureAwait(false);
        var installed = Executables.Find("redis-server") ?? Executables.Find("valkey-server");

        // Neither reads the other's files, so data stays with the one that wrote it.
        var redisData = Path.Combine(place.Folder.Path, "redis");
        if (Directory.Exists(redisData) && installed is null)
        {
            throw new MachineException($"The data of {place.Resource} in {redisData} was written by Redis, which is not installed here any more: install redis-server, or move that folder away to start with an empty one.");
        }

        return installed is not null && !Directory.Exists(Path.Combine(place.Folder.Path, "garnet"))
            ? Redis(place, installed, secret)
            : await Garnet.PrepareAsync(place, secret, tools, logger, cancellationToken).ConfigureAwait(false);
    }

    private static ChildProcessSpec Redis(StorePlace place, string server, string password)
    {
        // https://redis.io/docs/latest/operate/oss_and_stack/management/config/
        var configuration = new StringBuilder()
            .AppendLine("bind 127.0.0.1")
            .AppendLine(CultureInfo.InvariantCulture, $"port {place.Port}")
            .AppendLine(CultureInfo.InvariantCulture, $"dir {Quoted(place.Folder.Subfolder("redis"))}")
            .AppendLine(CultureInfo.InvariantCulture, $"requirepass {Quoted(password)}")
            .AppendLine("daemonize no")
            .AppendLine("save \"\"");
        if (place.Folder.IsKept)
        {
            configuration.AppendLine("appendonly yes").AppendLine("appendfsync everysec");
        }

        return new ChildProcessSpec
        {
            FileName = server,
            Arguments = [place.Folder.WriteSecret("redis.conf", configuration.ToString())],
            WorkingDirectory = place.Folder.Path,
            Unprivileged = true,
        };
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
