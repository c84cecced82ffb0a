using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>Whether a store asks for the password that it or its client was given.</summary>
/// <remarks>
/// Behind a proxy every client comes from 127.0.0.1 [inferred: AWS does not say from where its proxy connects to the application], and
/// PostgreSQL, "initdb", trusts that without --auth-host; Docker Hub says so of the image postgres, POSTGRES_PASSWORD.
/// </remarks>
internal static class StoreChecks
{
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(5);

    /// <summary>The stores with a password that are reached by an alias, each by one of its clients.</summary>
    public static IEnumerable<(ReferencedAddress Reference, ContainerPlan Store)> In(RehearsalPlan plan) => (
        from reference in ReferencedAddress.In(plan)
        where reference is { Server: not null, Endpoint.AppProtocol: null }
        from store in reference.Server!.TaskDefinition.Containers
        where HasPassword(store) || GivesPassword(reference, plan)
        where StoreImages.IsPostgres(store) || StoreImages.IsRedis(store)
        select (reference, store)).DistinctBy(s => s.reference.Endpoint);

    /// <summary>From inside a task of the client, without a password.</summary>
    public static async Task<CheckResult> AsksAsync(ReferencedAddress reference, ContainerPlan store, RehearsedStack stack, CancellationToken cancellationToken)
    {
        var name = $"{reference.Server!.Name} lets nobody in without its password";
        if (stack.Services.FirstOrDefault(s => s.Name == reference.Client.Name)?.Tasks.FirstOrDefault(t => t is { State: EcsTaskState.Running, HasNetwork: true }) is not { } task
            || task.AddressOf(reference.Host) is not { } address)
        {
            return new(name, false, $"no task of {reference.Client.Name} can ask it");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_answer);
        try
        {
            var stream = new NetworkStream(await task.Network.Namespace.ConnectAsync(new IPEndPoint(address, reference.Port), patience.Token).ConfigureAwait(false), ownsSocket: true);
            await using var _ = stream.ConfigureAwait(false);
            var isPostgres = StoreImages.IsPostgres(store);
            var isIn = isPostgres ? await IsInPostgresAsync(stream, store, patience.Token).ConfigureAwait(false) : await IsInRedisAsync(stream, patience.Token).ConfigureAwait(false);
            return new(name, !isIn, !isIn ? "asks for it"
                : isPostgres ? "whoever comes through Service Connect comes from 127.0.0.1, which its pg_hba.conf trusts; set POSTGRES_INITDB_ARGS to --auth-host=scram-sha-256"
                : "it answers PING without one; give its server --requirepass");
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new(name, false, $"it can't be asked: {(e is OperationCanceledException ? "no answer" : e.Message)}");
        }
    }

    private static bool HasPassword(ContainerPlan store) =>
        store.Environment.Concat(store.Secrets).Any(v => v.Key.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase) && v.Value.Length > 0)
        || store.EntryPoint.Concat(store.Command).Any(w => w.Contains("requirepass", StringComparison.Ordinal));

    private static bool GivesPassword(ReferencedAddress reference, RehearsalPlan plan) =>
        reference.Client.TaskDefinition.Containers.SelectMany(c => c.Environment.Concat(c.Secrets))
            .Any(v => v.Value.Contains(reference.Host, StringComparison.OrdinalIgnoreCase) && plan.Secrets.Any(s => s != v.Value && v.Value.Contains(s, StringComparison.Ordinal)));

    /// <remarks>PostgreSQL, "Message Formats": after StartupMessage either R with what is to be shown, 0 for nothing, or E.</remarks>
    private static async Task<bool> IsInPostgresAsync(NetworkStream stream, ContainerPlan store, CancellationToken cancellationToken)
    {
        var user = store.Environment.GetValueOrDefault("POSTGRES_USER") ?? store.Secrets.GetValueOrDefault("POSTGRES_USER") ?? "postgres";
        var body = Encoding.UTF8.GetBytes($"user\0{user}\0database\0postgres\0\0");
        var message = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 3 << 16);
        body.CopyTo(message, 8);
        await stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        var answer = new byte[9];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return answer[0] == 'R' && BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(5)) == 0;
    }

    /// <remarks>Redis, "Redis serialization protocol specification": +PONG, or an error such as -NOAUTH.</remarks>
    private static async Task<bool> IsInRedisAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("*1\r\n$4\r\nPING\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var answer = new byte[1];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return answer[0] == '+';
    }
}
