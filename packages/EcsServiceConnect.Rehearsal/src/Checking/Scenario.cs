using System.Text.Json;
using System.Text.Json.Serialization;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>What to ask of an application, through its load balancer, to see that it works.</summary>
internal sealed record Scenario
{
    /// <summary>Pages that have to be there.</summary>
    public IReadOnlyList<PageRequest> Pages { get; set; } = [];

    /// <summary>Numbers that the application keeps.</summary>
    public IReadOnlyList<Counter> Counters { get; set; } = [];

    /// <summary>Answers that go on.</summary>
    public IReadOnlyList<EventStream> Streams { get; set; } = [];

    /// <exception cref="RehearsalException">It can't be read: where and why.</exception>
    public static Scenario Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, ScenarioJson.Default.Scenario) ?? new();
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new RehearsalException($"The scenario {path} can't be read: {e.Message}", e);
        }
    }
}

/// <summary>A page.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Contains">What has to be in it.</param>
internal sealed record PageRequest(string Path, string Contains);

/// <summary>A number that one request raises by one and another one reads.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Raise">Such as `POST /api/votes/ihop`.</param>
/// <param name="Read">The path of a JSON document.</param>
/// <param name="Pointer">Where in it the number is (RFC 6901, JSON Pointer).</param>
/// <param name="IsIdempotent">Whether the header Idempotency-Key makes a repeated request count once.</param>
/// <param name="IsKept">Whether a number that was acknowledged has to outlive the store's task.</param>
internal sealed record Counter(string Name, string Raise, string Read, string Pointer, bool IsIdempotent = false, bool IsKept = false);

/// <summary>A stream of server-sent events.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Seconds">How long it has to stay open, with something in each 30 seconds of it.</param>
internal sealed record EventStream(string Path, int Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Scenario))]
internal sealed partial class ScenarioJson : JsonSerializerContext;
