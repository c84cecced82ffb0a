using System.Text.Json;
using System.Text.Json.Serialization;
using Yelb.Voting;

namespace Yelb.Web.Api;

/// <summary>What several votes in one request are answered: each its status, and either its count or a problem, as yelb-appserver wrote it.</summary>
internal sealed record KeyedAnswer(int Status, JsonElement? Vote, JsonElement? Problem);

/// <summary>Reads and writes them by generated code.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeyedVote[]))]
[JsonSerializable(typeof(KeyedAnswer[]))]
internal sealed partial class VotesJson : JsonSerializerContext;
