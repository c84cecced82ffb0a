using System.Text.Json.Serialization;
using Yelb.Api.Live;
using Yelb.Voting;

namespace Yelb.Api.Http;

/// <summary>Writes the JSON of the clean API by generated code.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VoteCounts))]
[JsonSerializable(typeof(Stats))]
[JsonSerializable(typeof(PageViewCount))]
[JsonSerializable(typeof(Visit))]
[JsonSerializable(typeof(LiveServer))]
[JsonSerializable(typeof(LiveOutage))]
[JsonSerializable(typeof(KeyedVote[]))]
[JsonSerializable(typeof(KeyedAnswer[]))]
[JsonSerializable(typeof(string))]
internal sealed partial class ApiJson : JsonSerializerContext;
